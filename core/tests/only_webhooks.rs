//! A receiver that takes the events of certain registrations alone.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod requests;

use std::sync::{Arc, Mutex};

use kudosity_webhook::{NoWebhooks, Outcome, Receiver, Refusal, RejectionKind};
use requests::{CURRENT, head, received, rotating};

/// An event of the registration that this JSON names.
fn event(webhook_id: &str) -> String {
    format!(
        r#"{{"event_type":"OPT_OUT","timestamp":"2026-02-03T04:05:06Z",{webhook_id}
            "opt_out":{{"source":"SMS_INBOUND","source_message":{{"recipient":"61491570006"}}}}}}"#
    )
}

#[test]
fn an_event_of_another_registration_or_of_none_is_not_authentic() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let builder = Receiver::builder(rotating()).only_webhooks(["hook-7", "hook-8"]).unwrap();
    let receiver = builder
        .observer({
            let seen = Arc::clone(&seen);
            move |it| {
                let name = match it.outcome {
                    Outcome::Rejected(kind) => kind.name(),
                    _ => "handed on",
                };
                seen.lock().unwrap().push((name, it.authenticated_by.is_some()));
            }
        })
        .build();
    let right = format!("/?secret={CURRENT}");
    for (uri, webhook_id, expected) in [
        (&*right, r#""webhook_id":"hook-7","#, Ok(())),
        (&*right, r#""webhook_id":"hook-8","#, Ok(())),
        (&*right, r#""webhook_id":"hook-9","#, Err("known")),
        (&*right, r#""webhook_id":"HOOK-7","#, Err("known")),
        (&*right, r#""webhook_id":"hook-7 ","#, Err("known")),
        (&*right, r#""webhook_id":"","#, Err("known")),
        (&*right, r#""webhook_id":null,"#, Err("known")),
        (&*right, r#""webhook_name":"hook-7","#, Err("known")),
        (&*right, "", Err("known")),
        ("/", r#""webhook_id":"hook-7","#, Err("a stranger")),
    ] {
        let received = received(&receiver, head(uri, &[]), &event(webhook_id));
        let observed = seen.lock().unwrap().pop().unwrap();
        match expected {
            Ok(()) => {
                received.unwrap();
                assert_eq!(observed, ("handed on", true), "{webhook_id}");
            }
            Err(sender) => {
                let Err(Refusal::Rejected(rejection)) = received else { panic!("{webhook_id}") };
                let kind = RejectionKind::NotAuthentic { challenge: None };
                assert_eq!(rejection.kind(), &kind, "{webhook_id}");
                assert_eq!(observed, ("not-authentic", sender == "known"), "{webhook_id}");
            }
        }
    }
}

#[test]
fn a_refused_registration_is_answered_as_any_stranger_is() {
    let builder = Receiver::builder(rotating().in_basic("hook").unwrap());
    let receiver = builder.only_webhooks(["hook-7"]).unwrap().build();
    let credentials = base64_simd::STANDARD.encode_to_string(format!("hook:{CURRENT}"));
    let known = format!("Basic {credentials}");
    let [known, stranger] = [&*known, "Basic aG9vaw=="].map(|authorization| {
        let head = head("/", &[("authorization", authorization)]);
        let body = event(r#""webhook_id":"hook-9","#);
        received(&receiver, head, &body).unwrap_err().into_rejection()
    });
    assert_eq!(known.status(), 401);
    assert_eq!((known.status(), known.body()), (stranger.status(), stranger.body()));
    assert!(known.headers().eq(stranger.headers()));
}

#[test]
fn an_authentic_body_that_cannot_be_read_is_kept_whatever_it_says() {
    let receiver = Receiver::builder(rotating()).only_webhooks(["hook-7"]).unwrap().build();
    let uri = format!("/?secret={CURRENT}");
    for body in ["{}", r#"{"webhook_id":"hook-9"}"#] {
        let refusal = received(&receiver, head(&uri, &[]), body).unwrap_err();
        assert!(matches!(refusal, Refusal::Unreadable(_)), "{body}");
    }
}

#[test]
fn a_list_from_the_environment_may_have_blanks_around_its_ids() {
    for list in ["hook-7,hook-8", "hook-7, hook-8", " hook-7 ,\thook-8\n"] {
        let builder = Receiver::builder(rotating()).only_webhooks(list.split(',')).unwrap();
        let receiver = builder.build();
        for id in ["hook-7", "hook-8"] {
            let body = event(&format!(r#""webhook_id":"{id}","#));
            let uri = format!("/?secret={CURRENT}");
            assert!(received(&receiver, head(&uri, &[]), &body).is_ok(), "{list:?} {id}");
        }
    }
}

#[test]
fn a_list_that_no_event_could_be_in_is_a_fault_of_the_set_up() {
    let only = |ids: &[&str]| Receiver::builder(rotating()).only_webhooks(ids.iter().copied());
    for ids in [&[][..], &[""], &["hook-7", ""], &[" \n"]] {
        assert_eq!(only(ids).map(drop).unwrap_err(), NoWebhooks, "{ids:?}");
    }
    assert!(format!("{NoWebhooks:?}").contains("at least"));
    let builder = only(&["hook-7"]).unwrap();
    assert!(format!("{builder:?}").contains("hook-7"));
}
