//! Neither logs nor errors show what people wrote, or whole numbers.

mod event_samples;

use event_samples::{SAMPLES, read, read_text, set, text, value, with};
use kudosity_webhook::event::{Event, Payload};
use serde_json::{Value, json};

const MARK: &str = "Zq9Secret";
const NUMBER: &str = "61491575789";

/// Puts a mark into every string whose content is private, and a number into every address.
fn mark(key: &str, value: &mut Value) {
    match value {
        Value::Object(map) => map.iter_mut().for_each(|(key, value)| mark(key, value)),
        Value::Array(items) => items.iter_mut().for_each(|item| mark(key, item)),
        Value::String(text) => match key {
            "sender" | "recipient" | "routed_via" | "phone" => NUMBER.clone_into(text),
            "event_type" | "timestamp" | "webhook_id" | "source" | "status" | "content_type"
            | "campaign_id" => {}
            // Ids and channels are shown, except those that a customer gave.
            "id" if text != "table-2" => {}
            "type" => {}
            _ => *text = format!("{MARK}{text}"),
        },
        Value::Number(_) => *value = json!(48.137_154),
        _ => {}
    }
}

fn assert_private(shown: &str) {
    for mark in [MARK, NUMBER, "48.137", &MARK[2..], &NUMBER[..9]] {
        assert!(!shown.contains(mark), "{mark} is in {shown}");
    }
}

fn shown(event: &Event) -> String {
    format!("{event} {event:?} {event:#?}")
}

#[test]
fn an_event_shows_neither_texts_nor_whole_numbers() {
    for (name, _) in SAMPLES {
        let mut sample = value(name);
        mark("", &mut sample);
        if name.starts_with("link_hit") {
            sample["link_hit"]["hits"] = json!(3);
        }
        for object in
            ["", "/status", "/mo", "/mo/last_message", "/link_hit/source_message", "/opt_out"]
        {
            if sample.pointer(object).is_some() {
                set(&mut sample, &format!("{object}/{MARK}"), json!({MARK: [NUMBER]}));
            }
        }
        let event = read(&sample).unwrap();
        assert!(event.to_string().starts_with(event.event_type.as_str()));
        assert_private(&shown(&event));
        assert_private(&format!("{:?}", event.receipt()));
        sample["event_type"] = json!("TELEX");
        assert!(read(&sample).unwrap().to_string().starts_with("unknown"));
        assert_private(&shown(&read(&sample).unwrap()));
        sample["status"] = json!(MARK);
        let unknown = read(&sample).unwrap();
        assert!(matches!(unknown.payload, Payload::Unknown { .. }) || name.ends_with("_status"));
        assert_private(&shown(&unknown));
    }
}

#[test]
fn rich_content_is_not_shown_whether_it_fits_or_not() {
    for content in [
        json!({"text": {"message": MARK}}),
        json!({"location": {"lat": 48.137_154, "long": 48.137_154, "name": MARK, "address": MARK}}),
        json!({"file": {"url": MARK, "name": MARK}}),
        json!({"image": {"url": MARK, "name": MARK, "caption": MARK}}),
        json!({"reply": {"id": MARK, "title": MARK, "description": MARK}}),
        json!({"button": {"text": MARK, "payload": MARK}}),
        json!({"reaction": {"action": MARK, "emoji": MARK}}),
        json!({"contact": {"name": {"formatted_name": MARK}, "phones": [{"phone": NUMBER, "type": MARK}],
            "emails": [{"email": MARK}]}}),
        json!({"poll": {MARK: 48.137_154}}),
    ] {
        assert_private(&shown(&read(&with("rcs_inbound", "/mo/content", content)).unwrap()));
    }
}

#[test]
fn errors_quote_nothing_that_came() {
    for (name, pointer) in [
        ("sms_status", "/event_type"),
        ("sms_status", "/timestamp"),
        ("sms_status", "/status"),
        ("sms_status", "/status/id"),
        ("link_hit", "/link_hit/hits"),
        ("opt_out", "/opt_out/source_message/recipient"),
    ] {
        for wrong in [json!({MARK: MARK}), json!([MARK]), json!(48.137_154)] {
            let sample = with(name, pointer, wrong);
            let error = read(&sample).unwrap_err();
            assert_private(&format!("{error} {error:?}"));
            assert_private(&serde_json::from_value::<Event>(sample).unwrap_err().to_string());
        }
    }
    let error = read(&with("sms_status", "/timestamp", json!(MARK))).unwrap_err();
    assert_private(&format!("{error} {error:?}"));
    for body in [format!("\"{MARK}\""), format!("{{\"{MARK}\": {MARK}}}"), MARK.to_owned()] {
        let error = read_text(&body).unwrap_err();
        assert_private(&format!("{error} {error:?}"));
    }
}

#[test]
fn an_event_is_one_line_for_a_log() {
    for (name, line) in [
        ("sms_status", "SMS_STATUS DELIVERED 3a4d2c1b-7e6f-4a59-8b0c-1d2e3f405162 to …006"),
        ("sms_inbound", "SMS_INBOUND alss-2way-1f2e3d4c-5b6a7988 from …123"),
        ("link_hit_mms", "LINK_HIT 12 of 9b8a7c6d-5e4f-4321-a0b1-c2d3e4f50617 by …006"),
        ("opt_out", "OPT_OUT SMS_INBOUND of …006"),
    ] {
        assert_eq!(read_text(text(name)).unwrap().to_string(), line);
    }
}

#[test]
fn words_and_ids_cannot_forge_a_log_line() {
    let forged = format!("SENT\r\n2026 admin logged in \u{1b}[2J\u{202e}{}", "x".repeat(100_000));
    for (name, pointer) in [
        ("sms_status", "/event_type"),
        ("sms_status", "/webhook_id"),
        ("sms_status", "/status/id"),
        ("sms_status", "/status/type"),
        ("sms_status", "/status/status"),
        ("sms_status", "/status/sender"),
        ("sms_status", "/status/recipient"),
        ("opt_out", "/opt_out/source"),
        ("rcs_inbound", "/mo/content_type"),
    ] {
        let event = read(&with(name, pointer, json!(forged))).unwrap();
        let line = format!("{event} {event:?}");
        assert!(!line.contains(['\r', '\n', '\u{1b}', '\u{202e}']), "{pointer}");
        assert!(line.len() < 2_000, "{pointer}");
    }
}

#[test]
fn what_is_no_object_is_refused_without_a_word_of_it() {
    for text in ["\"61491570006 hello\"", "61491570006", "[\"61491570006\"]", "true", "null"] {
        let refused = serde_json::from_str::<Event>(text).unwrap_err().to_string();
        assert!(!refused.contains("61491570006") && !refused.contains("hello"), "{refused}");
        let refused = Event::from_body(text.into()).unwrap_err().to_string();
        assert!(!refused.contains("61491570006"), "{refused}");
    }
}
