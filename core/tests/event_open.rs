//! Types, words and sections that are not known here are delivered as they came.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod event_samples;

use std::collections::HashSet;

use event_samples::{SAMPLES, assert_lossless, read, read_text, text, value, with};
use kudosity_webhook::event::{Channel, EventType, MessageStatus, Open, Payload};
use serde_json::{Value, json};

fn unknown(fields: &Value) -> Value {
    let mut event = json!({"event_type": "FAX_RECEIVED", "timestamp": "2026-03-01T10:15:00Z"});
    event.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    event
}

#[test]
fn a_new_type_with_one_of_the_four_shapes_is_delivered_in_it() {
    for (name, text) in SAMPLES {
        let mut sample = value(name);
        sample["event_type"] = json!("TELEX");
        let event = read(&sample).unwrap();
        assert_eq!(event.event_type.known(), None);
        assert_eq!(event.payload, read_text(text).unwrap().payload, "{name}");
        assert_lossless(&sample);
    }
}

#[test]
fn a_new_type_of_another_shape_is_kept_as_it_came() {
    for fields in [
        json!({}),
        json!({"fax": {"pages": [1, 2]}, "empty": null}),
        json!({"status": {"id": "only"}}),
        json!({"status": "DONE", "webhook_id": "w"}),
        json!({"status": null, "mo": null}),
        json!({"status": value("sms_status")["status"], "mo": value("sms_inbound")["mo"]}),
        json!({"opt_out": {"source": "LINK_HIT", "source_message": {"recipient": "", "id": 5}}}),
        json!({"webhook_name": {"first": "a"}, "x": 1}),
    ] {
        let sample = unknown(&fields);
        assert!(matches!(read(&sample).unwrap().payload, Payload::Unknown { .. }), "{sample}");
        assert_lossless(&sample);
    }
}

#[test]
fn the_fields_of_an_unknown_event_are_all_but_the_envelope() {
    let sample = unknown(&json!({"webhook_id": "w-1", "fax": {"pages": 2}, "status": null}));
    let event = read(&sample).unwrap();
    assert_eq!(event.webhook_id.as_deref(), Some("w-1"));
    let Payload::Unknown { fields } = &event.payload else { panic!("{event:?}") };
    assert_eq!(
        Value::from(fields.clone().into_map()),
        json!({"fax": {"pages": 2}, "status": null})
    );
    assert_eq!((event.person(), event.channel(), event.message_ref()), (None, None, None));
    assert!(event.receipt().is_none());
}

#[test]
fn a_second_section_is_kept_beside_the_events_own() {
    let mut sample = with("sms_status", "/mo", value("sms_inbound")["mo"].clone());
    sample["link_hit"] = json!("not even an object");
    let event = read(&sample).unwrap();
    assert_eq!(event.status().unwrap().status, MessageStatus::Delivered);
    assert_eq!(event.extra["mo"], sample["mo"]);
    assert_lossless(&sample);
}

#[test]
fn a_second_section_that_is_null_is_none() {
    let sample = with("sms_status", "/mo", json!(null));
    assert_eq!(read(&sample).unwrap(), read_text(text("sms_status")).unwrap());
    assert_eq!(serde_json::from_value(sample).ok(), read_text(text("sms_status")).ok());
    let mut sample = with("sms_status", "/mo", json!("not even an object"));
    sample["link_hit"] = json!(null);
    sample["new"] = json!(null);
    let kept = json!({"mo": "not even an object", "new": null});
    assert_eq!(Value::from(read(&sample).unwrap().extra.into_map()), kept);
}

#[test]
fn words_are_recognised_in_any_case_and_written_as_they_came() {
    for (event_type, channel, status) in [
        ("sms_status", "Sms", "delivered"),
        ("Sms_Status", "sms", "Delivered"),
        ("SMS_STATUS", "SMS", "DELIVERED"),
    ] {
        let mut sample = with("sms_status", "/event_type", json!(event_type));
        sample["status"]["type"] = json!(channel);
        sample["status"]["status"] = json!(status);
        let event = read(&sample).unwrap();
        assert_eq!(event.event_type, EventType::SmsStatus);
        assert!(event.status().unwrap().channel.is(Channel::Sms));
        assert_eq!(event.status().unwrap().status, MessageStatus::Delivered);
        assert_lossless(&sample);
    }
}

#[test]
fn words_not_known_here_are_kept() {
    for word in ["PARKED", "delivered ", "", "Zugestellt ✓", "DELIVERED\n"] {
        let sample = with("sms_status", "/status/status", json!(word));
        let event = read(&sample).unwrap();
        assert_eq!(event.status().unwrap().status.known(), None);
        assert_eq!(event.status().unwrap().status.as_str(), word);
        assert_lossless(&sample);
    }
}

#[test]
fn words_are_compared_and_hashed_without_regard_to_case() {
    let words: HashSet<Open<MessageStatus>> =
        ["SENT", "sent", "Parked", "PARKED", "READ"].into_iter().map(Open::from).collect();
    assert_eq!(words.len(), 3);
    assert_eq!(Open::from(MessageStatus::Read), Open::<MessageStatus>::from("read"));
    assert_ne!(Open::from(MessageStatus::Read), Open::from(MessageStatus::Sent));
    assert_ne!(Open::<MessageStatus>::from("PARKED"), Open::from("PARKED "));
    let sent: Open<MessageStatus> = "Sent".into();
    assert!(sent == MessageStatus::Sent && sent.is(MessageStatus::Sent));
    assert!(sent != MessageStatus::Read && !sent.is(MessageStatus::Read));
}

#[test]
fn a_meaning_is_said_by_the_providers_word() {
    let status: Open<MessageStatus> = "soft_bounce".into();
    let meaning = status.known().unwrap();
    assert_eq!((meaning.as_str(), &*meaning.to_string()), ("SOFT_BOUNCE", "SOFT_BOUNCE"));
    assert_eq!(Open::from(meaning).as_str(), "SOFT_BOUNCE");
}
