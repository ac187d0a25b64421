//! An optional field may be absent, null, empty or of the wrong type: no event is lost for it, and
//! nothing of it either.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod event_samples;

use event_samples::{assert_lossless, read, read_text, text, value, with};
use kudosity_webhook::event::{Event, EventError};
use serde_json::{Value, json};

const OPTIONAL: &[(&str, &str)] = &[
    ("sms_status", "/webhook_id"),
    ("sms_status", "/webhook_name"),
    ("sms_status", "/status/message_ref"),
    ("sms_status", "/status/routed_via"),
    ("mms_status", "/status/description"),
    ("mms_status", "/status/campaign_id"),
    ("mms_inbound", "/mo/message"),
    ("mms_inbound", "/mo/routed_via"),
    ("mms_inbound", "/mo/subject"),
    ("mms_inbound", "/mo/media"),
    ("mms_inbound", "/mo/media/0/name"),
    ("mms_inbound", "/mo/media/1/content"),
    ("mms_inbound", "/mo/last_message"),
    ("mms_inbound", "/mo/last_message/type"),
    ("mms_inbound", "/mo/last_message/id"),
    ("mms_inbound", "/mo/last_message/sender"),
    ("mms_inbound", "/mo/last_message/recipient"),
    ("mms_inbound", "/mo/last_message/message"),
    ("mms_inbound", "/mo/last_message/message_ref"),
    ("mms_inbound", "/mo/last_message/subject"),
    ("mms_inbound", "/mo/last_message/content_urls"),
    ("mms_inbound", "/mo/last_message/routed_via"),
    ("mms_inbound", "/mo/last_message/campaign_id"),
    ("rcs_inbound", "/mo/content_type"),
    ("rcs_inbound", "/mo/content"),
    ("link_hit", "/link_hit/source_message/recipient"),
    ("link_hit", "/link_hit/source_message/message"),
    ("opt_out", "/opt_out/source_message/id"),
    ("opt_out", "/opt_out/source_message/sender"),
    ("opt_out", "/opt_out/source_message/type"),
];

fn remove(value: &mut Value, pointer: &str) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    value.pointer_mut(parent).and_then(Value::as_object_mut).unwrap().remove(key);
}

#[test]
fn absent_null_and_empty_are_alike() {
    for (name, pointer) in OPTIONAL {
        let mut absent = value(name);
        remove(&mut absent, pointer);
        assert_lossless(&absent);
        let absent = read(&absent).unwrap();
        for empty in [json!(null), json!(""), json!([])] {
            assert_eq!(
                read(&with(name, pointer, empty.clone())).as_ref(),
                Ok(&absent),
                "{pointer} {empty}"
            );
            let from_value = serde_json::from_value(with(name, pointer, empty.clone()));
            assert_eq!(from_value.ok().as_ref(), Some(&absent), "{pointer} {empty}");
        }
    }
}

#[test]
fn an_optional_field_of_the_wrong_type_is_kept_and_the_event_is_read() {
    for (name, pointer) in OPTIONAL {
        for wrong in [json!(5), json!(false), json!([5]), json!([{"a": null}, "b"])] {
            assert_lossless(&with(name, pointer, wrong));
        }
        if !pointer.ends_with("last_message") {
            assert_lossless(&with(name, pointer, json!({"a": [1.5]})));
        }
    }
}

#[test]
fn what_was_of_the_wrong_type_is_in_the_extra_of_its_object() {
    let mut sample = with("mms_inbound", "/mo/last_message/id", json!(5));
    sample["mo"]["media"][1]["name"] = json!({"a": 1});
    sample["mo"]["subject"] = json!(["x"]);
    sample["webhook_name"] = json!(7);
    let event = read(&sample).unwrap();
    let inbound = event.inbound().unwrap();
    assert_eq!(event.extra["webhook_name"], 7);
    assert_eq!(inbound.extra["subject"], json!(["x"]));
    assert_eq!(inbound.media[1].extra["name"], json!({"a": 1}));
    assert!(inbound.media[1].name.is_none() && inbound.subject.is_none());
    let last = inbound.last_message.as_deref().unwrap();
    assert_eq!((last.extra["id"].clone(), last.id.as_str()), (json!(5), ""));
    assert_lossless(&sample);
}

#[test]
fn a_list_with_something_else_in_it_is_kept_whole() {
    let mut sample =
        with("mms_inbound", "/mo/last_message/content_urls", json!(["https://a.example", 5, null]));
    sample["mo"]["media"] = json!([{"name": 1, "content": 2}, "picture"]);
    let event = read(&sample).unwrap();
    let inbound = event.inbound().unwrap();
    assert!(inbound.media.is_empty());
    assert_eq!(inbound.extra["media"], sample["mo"]["media"]);
    assert_lossless(&sample);
}

#[test]
fn an_opt_out_is_not_lost_for_a_sloppy_message() {
    let mut sample = value("opt_out");
    sample["opt_out"]["source_message"] = json!({
        "recipient": "61491570006", "id": 1, "type": {}, "sender": [1], "message": false, "message_ref": 2,
        "subject": 3, "content_urls": 4, "routed_via": 5, "campaign_id": 6
    });
    let event = read(&sample).unwrap();
    assert_eq!(event.opt_out().unwrap().person(), &"61491570006");
    assert_eq!(event.opt_out().unwrap().source_message.extra.len(), 9);
    assert_lossless(&sample);
}

#[test]
fn where_many_are_of_the_wrong_type_the_whole_field_is_kept_aside() {
    let mms = |count: usize| {
        let media = Value::from(vec![json!({"name": 5}); count]);
        with("mms_inbound", "/mo/media", media)
    };
    for (count, typed) in [(16, 16), (17, 0), (3_000, 0)] {
        let event = read(&mms(count)).unwrap();
        let inbound = event.inbound().unwrap();
        assert_eq!(inbound.media.len(), typed);
        assert_eq!(inbound.extra.contains_key("media"), typed == 0);
        assert_lossless(&mms(count));
    }
}

#[test]
fn fields_not_known_here_are_kept_at_every_level() {
    for (name, object) in [
        ("sms_status", ""),
        ("sms_status", "/status"),
        ("mms_inbound", "/mo"),
        ("mms_inbound", "/mo/media/0"),
        ("mms_inbound", "/mo/last_message"),
        ("whatsapp_inbound", "/mo/content/location"),
        ("rcs_inbound", "/mo/content/reply"),
        ("link_hit", "/link_hit"),
        ("link_hit", "/link_hit/source_message"),
        ("opt_out", "/opt_out"),
        ("opt_out", "/opt_out/source_message"),
    ] {
        for new in [
            json!(null),
            json!(""),
            json!([]),
            json!({"deep": [{"er": [1, -2, 0.1, 1e300, "€\u{0}"]}]}),
        ] {
            assert_lossless(&with(name, &format!("{object}/new"), new));
        }
    }
}

#[test]
fn of_a_doubled_key_that_is_not_the_models_the_last_wins() {
    for place in ["{\n  \"event_type\"", "\"id\""] {
        let doubled = place.replacen('"', "\"new\": 1, \"new\": 2, \"", 1);
        let event = read_text(&text("sms_status").replacen(place, &doubled, 1)).unwrap();
        let new = event.extra.get("new").or_else(|| event.status().unwrap().extra.get("new"));
        assert_eq!(new, Some(&json!(2)));
    }
    // Also by the way of the tree.
    let body = text("sms_status").replacen('{', "{\"new\": 1, \"a\": 0,", 1);
    let body = format!("{}, \"new\": 2}}", body.trim_end().trim_end_matches('}'));
    let event: Event = serde_json::from_str(&body).unwrap();
    assert_eq!(event.extra["new"], 2);
    assert_eq!(event, read_text(&body).unwrap());
}

#[test]
fn private_keys_of_the_json_library_have_no_power() {
    let hidden = format!("[{}0]", "0,".repeat(20_000));
    for key in ["$serde_json::private::RawValue", "$serde_json::private::Number"] {
        for pointer in ["/new", "/status/new", "/status/message_ref"] {
            let sample = with("sms_status", pointer, json!({key: hidden}));
            assert_lossless(&sample);
            assert_eq!(read(&sample).unwrap(), serde_json::from_str(&sample.to_string()).unwrap());
        }
    }
}

#[test]
fn numbers_beyond_what_a_double_holds_are_kept() {
    for number in ["9007199254740993", "18446744073709551615", "-9223372036854775808"] {
        let body = text("sms_status").replacen("\"id\"", &format!("\"new\": {number}, \"id\""), 1);
        let written = serde_json::to_string(&read_text(&body).unwrap()).unwrap();
        assert!(written.contains(number), "{written}");
    }
    let body = text("sms_status").replacen("\"id\"", "\"new\": 1e999, \"id\"", 1);
    match read_text(&body) {
        // With serde_json's `arbitrary_precision`, which another crate may turn on.
        Ok(event) => assert!(event.status().unwrap().extra["new"].is_number()),
        Err(error) => assert!(matches!(error, EventError::NotJson { line: 8, .. })),
    }
}
