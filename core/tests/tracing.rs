//! What is traced: what the request was about and how it ended, never content.

#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod log;
mod requests;

use std::convert::Infallible;
use std::io::Write;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use kudosity_webhook::authenticate::{Authenticator, Verdict};
use kudosity_webhook::{AllowedAddresses, Head, Peer, Receiver, Rejection, WebhookLayer};
use log::Log;
use requests::{CURRENT, head, received, rotating};
use tower::{Layer, ServiceExt, service_fn};

const TRACEPARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// Everything that is logged meanwhile.
fn logged(act: impl FnOnce()) -> String {
    let log = Log::default();
    let _listening = log.listen();
    act();
    log.text()
}

fn deliver(receiver: &Receiver, secret: &str, body: &str) -> String {
    let uri = format!("/?secret={secret}");
    logged(|| drop(received(receiver, head(&uri, &[("traceparent", TRACEPARENT)]), body)))
}

#[test]
fn a_delivery_is_traced_with_its_type_registration_credential_and_parent() {
    let body = r#"{"event_type":"SMS_INBOUND","timestamp":"2026-02-03T04:05:06Z","webhook_id":"hook-7","mo":
        {"type":"SMS","id":"m-1","sender":"61491570006","recipient":"61491570156","message":"Private"}}"#;
    let log = deliver(&Receiver::new(rotating()), CURRENT, body);
    for part in [
        "DEBUG webhook{",
        TRACEPARENT,
        "event_type=SMS_INBOUND",
        "webhook_id=hook-7",
        "authenticated_by=secret 1 of 2",
        "outcome=\"delivered\"",
    ] {
        assert!(log.contains(part), "{part} in {log}");
    }
    for private in [CURRENT, "61491570006", "61491570156", "Private"] {
        assert!(!log.contains(private), "{private} in {log}");
    }
}

#[tokio::test]
async fn a_type_that_is_not_known_is_traced_as_no_more_than_that() {
    let word = format!("61491570006\n\u{1b}[31mERROR {}", "x".repeat(1_000));
    let event = serde_json::json!({"event_type": word, "timestamp": "2026-02-03T04:05:06Z"});
    let observed = Log::default();
    let observer = observed.clone();
    let receiver = Receiver::builder(rotating())
        .observer(move |seen| writeln!(observer.clone(), "{:?}", seen.outcome).unwrap())
        .build();
    let layer = WebhookLayer::new(receiver);
    let handler = service_fn(|_| async { Ok::<_, Infallible>(Response::<Full<Bytes>>::default()) });
    let request = Request::post(format!("/?secret={CURRENT}"))
        .header("content-type", "application/json")
        .body(Full::<Bytes>::from(event.to_string()))
        .unwrap();

    let log = Log::default();
    let listening = log.listen();
    let answer = layer.layer(handler).oneshot(request).await.unwrap();
    drop(listening);
    assert_eq!(answer.status(), 200);
    assert!(log.text().contains("event_type=unknown"), "{}", log.text());
    assert!(observed.text().contains("Delivered(unknown)"), "{}", observed.text());
    for text in [log.text(), observed.text()] {
        assert_eq!(text.lines().count(), 1, "{text}");
        for part in ["61491570006", "31mERROR", "xxx"] {
            assert!(!text.contains(part), "{part} in {text}");
        }
    }
}

#[test]
fn an_event_of_another_registration_is_traced_with_its_id_and_credential() {
    let body = r#"{"event_type":"OPT_OUT","timestamp":"2026-02-03T04:05:06Z","webhook_id":"hook-9","opt_out":
        {"source":"SMS_INBOUND","source_message":{"recipient":"61491570006"}}}"#;
    let receiver = Receiver::builder(rotating()).only_webhooks(["hook-7"]).unwrap().build();
    let log = deliver(&receiver, CURRENT, body);
    for part in [
        "INFO webhook{",
        "webhook_id=hook-9",
        "authenticated_by=secret 1 of 2",
        "outcome=\"not-authentic\"",
    ] {
        assert!(log.contains(part), "{part} in {log}");
    }
}

#[test]
fn what_comes_by_the_right_secret_and_is_refused_for_another_reason_is_no_strangers() {
    let allowed = AllowedAddresses::new(["203.0.113.7"]).unwrap();
    let receiver = Receiver::new(rotating().and(allowed));
    for (secret, level, vouched_by) in
        [(CURRENT, "INFO", "vouched_by=secret 1 of 2"), ("a-guess-at-the-secret", "DEBUG", "")]
    {
        let mut head = head(&format!("/?secret={secret}"), &[]);
        head.extensions.insert(Peer(([203, 0, 113, 8], 1).into()));
        let log = logged(|| drop(received(&receiver, head, "{}")));
        assert!(log.contains(level) && log.contains("outcome=\"not-authentic\""), "{log}");
        assert!(log.contains(vouched_by) && !log.contains("authenticated_by"), "{log}");
        assert_eq!(log.contains("vouched_by"), level == "INFO", "{log}");
    }
}

#[test]
fn what_is_refused_is_traced_by_its_kind_and_no_word_of_it() {
    let receiver = Receiver::new(rotating());
    for (secret, body, level, outcome) in [
        (CURRENT, r#"{"Private":"61491570006"}"#, "WARN", "not-an-event"),
        (CURRENT, "Private 61491570006", "WARN", "not-json"),
        ("a-guess-at-the-secret", "Private", "DEBUG", "not-authentic"),
    ] {
        let log = deliver(&receiver, secret, body);
        let outcome = format!("outcome=\"{outcome}\"");
        assert!(log.contains(level) && log.contains(&outcome), "{log}");
        for private in [CURRENT, "guess", "61491570006", "Private"] {
            assert!(!log.contains(private), "{private} in {log}");
        }
    }
}

#[test]
fn a_peer_cannot_write_lines_of_its_own_into_the_log() {
    let body = r#"{"event_type":"X\nERROR","timestamp":"2026-02-03T04:05:06Z","webhook_id":"a\u001b[31m\nERROR"}"#;
    let log = deliver(&Receiver::new(rotating()), CURRENT, body);
    assert!(log.contains("outcome=\"delivered\""), "{log}");
    assert_eq!(log.lines().count(), 1, "{log}");
    assert!(!log.contains('\u{1b}'), "{log}");
}

#[test]
fn a_fault_of_the_set_up_is_an_error_with_its_remedy() {
    struct ByPeer;
    impl Authenticator for ByPeer {
        fn head(&self, head: &dyn Head) -> Verdict {
            assert!(head.peer().is_none());
            Verdict::PEER_UNKNOWN
        }
    }
    let log = deliver(&Receiver::new(ByPeer), CURRENT, "{}");
    assert!(log.contains("ERROR"), "{log}");
    for remedy in ["into_make_service_with_connect_info", "`tell_peer`", "in any framework"] {
        assert!(log.contains(remedy), "{remedy} in {log}");
    }

    let log = logged(|| drop(Rejection::without_receiver("mount it by `webhook`")));
    assert!(log.contains("ERROR") && log.contains("mount it by `webhook`"), "{log}");
}
