//! Every sample delivery is read as what it is, by any reader, and written again as it came.

mod event_samples;

use event_samples::{SAMPLES, assert_lossless, read, read_text, text, value};
use kudosity_webhook::event::{
    Address, Channel, Event, EventType, MessageStatus, Open, Payload, Text,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[test]
fn what_was_read_is_written_again_as_the_same_value() {
    for (name, _) in SAMPLES {
        assert_lossless(&value(name));
    }
}

#[test]
fn every_sample_is_of_a_known_type_and_has_its_shape() {
    for (name, text) in SAMPLES {
        let event = read_text(text).unwrap();
        let shape = match &event.payload {
            Payload::Status(_) => "_status",
            Payload::Inbound(_) => "_inbound",
            Payload::LinkHit(_) => "link_hit",
            Payload::OptOut(_) => "opt_out",
            other => panic!("{name} is {other:?}"),
        };
        assert!(event.event_type.known().is_some(), "{name}");
        assert!(name.contains(shape), "{name} is {shape}");
    }
}

#[test]
fn a_receipt_is_read_field_by_field() {
    let event = read_text(text("mms_status")).unwrap();
    assert_eq!(event.event_type, EventType::MmsStatus);
    assert_eq!(event.timestamp, "2026-03-01T10:15:04.25Z".parse().unwrap());
    assert_eq!(event.webhook_id.as_deref(), Some("0c2f7b1a-5d3e-4c88-9f41-2a6b7c8d9e01"));
    assert_eq!(event.webhook_name.as_deref(), Some("orders"));
    let status = event.status().unwrap();
    assert_eq!(status.channel, Channel::Mms);
    assert_eq!(status.id, "3a4d2c1b-7e6f-4a59-8b0c-1d2e3f405162");
    assert_eq!(status.sender, "61491570156");
    assert_eq!(status.recipient, "61491570006");
    assert_eq!(status.status, MessageStatus::Delivered);
    assert_eq!(status.message_ref.as_deref(), Some("menu 12"));
    assert_eq!(status.routed_via, None);
    assert_eq!(status.description.as_deref(), Some("Retrieved by the handset"));
    assert_eq!(status.campaign_id.as_deref(), Some("spring-26"));
    assert!(status.extra.is_empty() && event.extra.is_empty());
}

#[test]
fn a_message_from_a_handset_is_read_field_by_field() {
    let event = read_text(text("mms_inbound")).unwrap();
    let inbound = event.inbound().unwrap();
    assert_eq!(inbound.id, "kLm3pQ@mmsc.example.com");
    assert_eq!(inbound.message.as_deref(), Some("Is this the place? 🏠\n"));
    assert_eq!(inbound.subject.as_deref(), Some("Where"));
    assert_eq!(inbound.media[0].name.as_deref(), Some("place.png"));
    assert_eq!(inbound.media[1].content.decode().unwrap(), b"At the corner.");
    let last = inbound.last_message.as_deref().unwrap();
    assert_eq!(last.channel, Channel::Mms);
    assert_eq!(last.content_urls, ["https://files.example/menu.jpg"]);
    let picture = read_text(text("mms_inbound_picture_only")).unwrap();
    let picture = picture.inbound().unwrap();
    assert_eq!((picture.message.as_ref(), picture.last_message.as_ref()), (None, None));
}

#[test]
fn the_handset_and_the_account_are_told_apart_whatever_the_direction() {
    let (person, account) = ("61491570006", "61491570156");
    for (name, person, account, channel, message_ref) in [
        ("sms_status", person, account, Channel::Sms, Some("booking:4711")),
        ("rcs_status", person, account, Channel::Rcs, None),
        ("sms_inbound", "447700900123", "+61491570156", Channel::Sms, None),
        ("rcs_inbound", person, "Corner_Cafe", Channel::Rcs, None),
        ("link_hit_mms", person, account, Channel::Mms, Some("booking:4711")),
        ("opt_out", person, account, Channel::Sms, Some("booking:4711")),
    ] {
        let event = read_text(text(name)).unwrap();
        assert_eq!(event.person().map(Address::as_str), Some(person), "{name}");
        assert_eq!(event.account_number().map(Address::as_str), Some(account), "{name}");
        assert_eq!(event.channel().and_then(Open::known), Some(channel), "{name}");
        assert_eq!(event.message_ref().map(Text::as_str), message_ref, "{name}");
    }
}

#[test]
fn an_opt_out_is_one_whatever_its_source_says() {
    for source in ["LINK_HIT", "SMS_INBOUND", "WHATSAPP_INBOUND", "PORTAL", "", "stop"] {
        let event =
            read(&event_samples::with("opt_out", "/opt_out/source", json!(source))).unwrap();
        let opt_out = event.opt_out().unwrap();
        assert_eq!(opt_out.source.as_str(), source);
        assert!(opt_out.person().same_as("+61 491 570 006"));
    }
}

#[derive(Deserialize)]
struct Stored {
    row: u32,
    #[serde(flatten)]
    event: Event,
}

#[test]
fn every_reader_reads_the_same_event() {
    for (name, text) in SAMPLES {
        let event = read_text(text).unwrap();
        assert_eq!(serde_json::from_str::<Event>(text).unwrap(), event, "{name}");
        assert_eq!(serde_json::from_slice::<Event>(text.as_bytes()).unwrap(), event, "{name}");
        assert_eq!(serde_json::from_reader::<_, Event>(text.as_bytes()).unwrap(), event, "{name}");
        assert_eq!(serde_json::from_value::<Event>(value(name)).unwrap(), event, "{name}");
        assert_eq!(Event::deserialize(&value(name)).unwrap(), event, "{name}");
        let mut row = value(name);
        row["row"] = json!(7);
        let stored: Stored = serde_json::from_value(row).unwrap();
        assert_eq!((stored.row, stored.event), (7, event), "{name}");
    }
}

#[test]
fn every_reader_finds_the_same_fault() {
    let mut sample = value("opt_out");
    sample["opt_out"]["source_message"]["recipient"] = json!({});
    let error = read(&sample).unwrap_err().to_string();
    assert_eq!(
        error,
        "the body is not an event: /opt_out/source_message/recipient is of the wrong type"
    );
    assert_eq!(serde_json::from_value::<Event>(sample.clone()).unwrap_err().to_string(), error);
    assert!(
        serde_json::from_str::<Event>(&sample.to_string())
            .unwrap_err()
            .to_string()
            .starts_with(&error)
    );
}

#[test]
fn the_order_of_keys_does_not_matter() {
    for (name, text) in SAMPLES {
        let value: Value = serde_json::from_str(text).unwrap();
        let mut members: Vec<_> = value.as_object().unwrap().iter().collect();
        for _ in 0..members.len() {
            members.rotate_left(1);
            let body: Vec<_> =
                members.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
            let turned = read_text(&format!("{{{}}}", body.join(", "))).unwrap();
            assert_eq!(turned, read_text(text).unwrap(), "{name}");
        }
    }
}

/// A pointer to every value in a value.
fn pointers(value: &Value, here: &str, all: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect()
        }
        _ => Vec::new(),
    };
    for (key, value) in inner {
        let pointer = format!("{here}/{key}");
        pointers(value, &pointer, all);
        all.push(pointer);
    }
}

#[test]
fn whatever_a_field_is_every_reader_reads_the_same_and_writing_it_loses_nothing() {
    for (name, _) in SAMPLES {
        let mut all = Vec::new();
        pointers(&value(name), "", &mut all);
        for pointer in all {
            for other in [
                json!(null),
                json!(""),
                json!([]),
                json!({}),
                json!("other"),
                json!(-1),
                json!(1.5),
                json!([null]),
                json!({"id": 5, "media": 6}),
                value("opt_out")["opt_out"].clone(),
            ] {
                let mut sample = value(name);
                *sample.pointer_mut(&pointer).unwrap() = other.clone();
                let event = read(&sample);
                let also =
                    serde_json::from_value::<Event>(sample).map_err(|error| error.to_string());
                assert_eq!(
                    event.clone().map_err(|error| error.to_string()),
                    also,
                    "{name}{pointer} {other}"
                );
                let Ok(event) = event else { continue };
                let written = serde_json::to_value(&event).unwrap();
                assert_eq!(read(&written), Ok(event), "{name}{pointer} {other}");
            }
        }
    }
}
