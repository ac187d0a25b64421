//! What the tests of signed references share: keys, numbers, and events that bring references back.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test uses a part; a test fails by panicking"
)]

use bytes::Bytes;
use http::Request;
use kudosity_webhook::authenticate::{Authenticator, Verdict};
use kudosity_webhook::{Event, SignedReferences};
use serde_json::{Value, json};

pub(crate) const KEY: &str = "an-example-of-a-key-for-references";
pub(crate) const OLD_KEY: &str = "an-older-example-of-a-key-for-references";
pub(crate) const NUMBER: &str = "61491570006";
pub(crate) const OTHER: &str = "61491570156";

pub(crate) fn references() -> SignedReferences {
    SignedReferences::new("k1", KEY).unwrap()
}

pub(crate) fn status(message_ref: &str, recipient: &str) -> Value {
    json!({
        "event_type": "SMS_STATUS",
        "timestamp": "2026-02-03T04:05:06Z",
        "status": {
            "type": "SMS", "id": "m-1", "sender": "DemoSender", "recipient": recipient,
            "status": "DELIVERED", "message_ref": message_ref,
        },
    })
}

pub(crate) fn about(event_type: &str, section: &str, message_ref: &str, recipient: &str) -> Value {
    json!({
        "event_type": event_type,
        "timestamp": "2026-02-03T04:05:06Z",
        section: {
            "source": "SMS_INBOUND", "url": "https://shop.example.com/", "hits": 1,
            "source_message": { "recipient": recipient, "message_ref": message_ref },
        },
    })
}

pub(crate) fn reply(message_ref: &str, sender: &str) -> Value {
    json!({
        "event_type": "SMS_INBOUND",
        "timestamp": "2026-02-03T04:05:06Z",
        "mo": {
            "type": "SMS", "id": "m-2", "sender": sender, "recipient": "DemoSender",
            "message": "Stop ", "last_message": { "message_ref": message_ref },
        },
    })
}

pub(crate) fn verdict(references: &SignedReferences, event: &Value) -> Verdict {
    let body = Bytes::from(event.to_string());
    let event = Event::from_body(body.clone()).unwrap();
    let (head, ()) = Request::new(()).into_parts();
    references.event(&head, &body, &event)
}

pub(crate) fn vouches(references: &SignedReferences, event: &Value) -> bool {
    match verdict(references, event) {
        Verdict::Authentic(_) => true,
        Verdict::Refused => false,
        other => panic!("{other:?}"),
    }
}
