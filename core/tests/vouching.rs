//! Who vouched for what was rejected: losses told from strangers.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod requests;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Method;
use http::request::Parts;
use kudosity_webhook::authenticate::{Authenticator, By, Verdict};
use kudosity_webhook::{
    AllowedAddresses, Head, Outcome, Peer, Receiver, ReceiverBuilder, SharedSecret,
    SignedReferences,
};
use requests::{CURRENT, EVENT, head, received, rotating};

const ALLOWED: [u8; 4] = [203, 0, 113, 7];
const MOVED: [u8; 4] = [203, 0, 113, 8];

const UNSIGNED: &str = r#"{"event_type":"OPT_OUT","timestamp":"2026-02-03T04:05:06Z","opt_out":
    {"source":"SMS_INBOUND","source_message":{"recipient":"61491570006","message_ref":"order-7"}}}"#;

/// How a request ended, by whom it was authenticated, and who vouched for it.
type Told = (&'static str, Option<String>, Option<String>);

fn told(builder: ReceiverBuilder, head: Parts, body: &str) -> Told {
    let seen = Arc::new(Mutex::new(None));
    let observing = Arc::clone(&seen);
    let receiver = builder.observer(move |it| {
        let name = match it.outcome {
            Outcome::Rejected(kind) | Outcome::Unreadable(kind, _) => kind.name(),
            _ => "delivered",
        };
        let by = |by: Option<&By>| by.map(By::to_string);
        *observing.lock().unwrap() = Some((name, by(it.authenticated_by), by(it.vouched_by)));
    });
    let _ = received(&receiver.build(), head, body);
    let told = seen.lock().unwrap().take();
    told.unwrap()
}

fn from(address: [u8; 4], secret: &str) -> Parts {
    let mut head = head(&format!("/?secret={secret}"), &[]);
    head.extensions.insert(Peer((address, 4711).into()));
    head
}

fn allowed() -> AllowedAddresses {
    AllowedAddresses::new(["203.0.113.7"]).unwrap()
}

fn references() -> SignedReferences {
    SignedReferences::new("k1", "an-example-of-a-key-for-references").unwrap()
}

#[test]
fn what_another_condition_refuses_is_told_with_who_vouched_for_it() {
    let moved = || Receiver::builder(rotating().and(allowed()));
    let unsigned = || Receiver::builder(rotating().and(allowed()).and(references()));
    let boxed: Box<dyn Authenticator> = Box::new(rotating().and(allowed()));
    let nested = Receiver::builder(references().and(boxed).or(NeedsBody));
    let both = "secret 1 of 2 and allowed address";
    let wrong = "a-guess-at-the-secret";
    for (builder, head, body, name, vouched_by) in [
        (moved(), from(MOVED, CURRENT), EVENT, "not-authentic", Some("secret 1 of 2")),
        (moved(), from(ALLOWED, wrong), EVENT, "not-authentic", Some("allowed address")),
        (moved(), from(MOVED, wrong), EVENT, "not-authentic", None),
        (unsigned(), from(ALLOWED, CURRENT), UNSIGNED, "not-authentic", Some(both)),
        (unsigned().max_body_size(9), from(ALLOWED, CURRENT), EVENT, "body-too-large", Some(both)),
        (nested, from(ALLOWED, CURRENT), UNSIGNED, "not-authentic", Some(both)),
    ] {
        let expected = (name, None, vouched_by.map(str::to_owned));
        assert_eq!(told(builder, head, body), expected);
    }
}

#[test]
fn what_a_head_is_refused_for_before_its_credential_is_asked_for_is_told_with_it_too() {
    let wrong = "a-guess-at-the-secret";
    for (secret, vouched_by) in [(CURRENT, Some("secret 1 of 2".to_owned())), (wrong, None)] {
        let mut get = from(ALLOWED, secret);
        get.method = Method::GET;
        let mut text = from(ALLOWED, secret);
        text.headers.insert("content-type", "text/plain".parse().unwrap());
        for (head, name) in [(get, "method-not-allowed"), (text, "content-type")] {
            let expected = (name, None, vouched_by.clone());
            assert_eq!(told(Receiver::builder(rotating()), head, EVENT), expected);
        }
    }
}

#[test]
fn nobody_need_vouch_for_what_is_authentic() {
    let by = || Some("secret 1 of 2".to_owned());
    let ids = ["hook-7"];
    let only = Receiver::builder(rotating()).only_webhooks(ids).unwrap();
    for (builder, body, name) in [
        (Receiver::builder(rotating()), EVENT, "delivered"),
        (Receiver::builder(rotating()), "{}", "not-an-event"),
        (Receiver::builder(rotating()).max_body_size(9), EVENT, "body-too-large"),
        (only, EVENT, "not-authentic"),
    ] {
        assert_eq!(told(builder, from(ALLOWED, CURRENT), body), (name, by(), None));
    }
}

/// Refuses every body.
struct NeedsBody;

impl Authenticator for NeedsBody {
    fn body(&self, _: &dyn Head, _: &Bytes) -> Verdict {
        Verdict::Refused
    }
}

/// Counts how often it is asked who vouches.
#[derive(Clone, Default)]
struct Asked(Arc<AtomicUsize>);

impl Authenticator for Asked {
    fn vouching(&self, _: &dyn Head) -> Option<By> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Some(By::new("a test"))
    }
}

#[test]
fn who_vouches_is_asked_once_and_only_of_what_is_rejected() {
    let asked = Asked::default();
    let builder = || Receiver::builder(rotating().and(asked.clone()));
    assert_eq!(told(builder(), from(ALLOWED, CURRENT), EVENT).0, "delivered");
    assert_eq!(told(builder(), from(ALLOWED, CURRENT), "{}").0, "not-an-event");
    assert_eq!(asked.0.load(Ordering::Relaxed), 0);
    assert_eq!(told(builder(), from(ALLOWED, ""), EVENT).2.as_deref(), Some("a test"));
    assert_eq!(asked.0.load(Ordering::Relaxed), 1);
}

#[test]
fn who_vouched_is_not_told_to_the_sender() {
    let gateway = SharedSecret::new("a-secret-of-the-gateway").unwrap().in_header("x-gw").unwrap();
    let receiver = Receiver::new(rotating().and(gateway));
    let refused = |secret| {
        let rejection = received(&receiver, from(ALLOWED, secret), EVENT).unwrap_err();
        let rejection = rejection.into_rejection();
        let headers: Vec<_> =
            rejection.headers().map(|(name, it)| (name.clone(), it.clone())).collect();
        (rejection.status(), rejection.body(), headers)
    };
    assert_eq!(refused(CURRENT), refused("a-guess-at-the-secret"));
}
