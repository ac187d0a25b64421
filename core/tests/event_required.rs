//! What identifies an event is required, and a body without it is refused with a pointer to the
//! field itself.

mod event_samples;

use event_samples::{fault_at, read, read_text, text, with, without};
use kudosity_webhook::event::FaultKind::{Duplicate, Missing, OutOfRange, Unreadable, WrongType};
use serde_json::json;

const REQUIRED: &[(&str, &str)] = &[
    ("sms_status", "/event_type"),
    ("sms_status", "/timestamp"),
    ("sms_status", "/status"),
    ("sms_status", "/status/type"),
    ("sms_status", "/status/id"),
    ("sms_status", "/status/sender"),
    ("sms_status", "/status/recipient"),
    ("sms_status", "/status/status"),
    ("mms_inbound", "/mo"),
    ("mms_inbound", "/mo/type"),
    ("mms_inbound", "/mo/id"),
    ("mms_inbound", "/mo/sender"),
    ("mms_inbound", "/mo/recipient"),
    ("link_hit", "/link_hit"),
    ("link_hit", "/link_hit/url"),
    ("link_hit", "/link_hit/hits"),
    ("link_hit", "/link_hit/source_message"),
    ("opt_out", "/opt_out"),
    ("opt_out", "/opt_out/source"),
    ("opt_out", "/opt_out/source_message"),
    ("opt_out", "/opt_out/source_message/recipient"),
];

#[test]
fn a_required_field_that_is_absent_or_null_is_missing() {
    for (name, pointer) in REQUIRED {
        assert_eq!(read(&without(name, pointer)), fault_at(pointer, Missing));
        assert_eq!(read(&with(name, pointer, json!(null))), fault_at(pointer, Missing));
    }
}

#[test]
fn a_required_field_of_the_wrong_type_is_pointed_at() {
    for (name, pointer) in REQUIRED {
        for wrong in [json!(true), json!(["x"])] {
            assert_eq!(read(&with(name, pointer, wrong)), fault_at(pointer, WrongType));
        }
    }
}

#[test]
fn an_optional_field_of_the_wrong_type_does_not_hide_what_is_required() {
    let mut sample = without("sms_status", "/status/id");
    sample["status"]["message_ref"] = json!(5);
    assert_eq!(read(&sample), fault_at("/status/id", Missing));
    let mut sample = with("opt_out", "/opt_out/source_message/id", json!(5));
    sample["opt_out"]["source_message"]["recipient"] = json!(61_491_570_006_u64);
    assert_eq!(read(&sample), fault_at("/opt_out/source_message/recipient", WrongType));
}

#[test]
fn an_opt_out_of_nobody_is_refused() {
    let pointer = "/opt_out/source_message/recipient";
    assert_eq!(read(&with("opt_out", pointer, json!(""))), fault_at(pointer, Missing));
    assert_eq!(
        read(&with("opt_out", "/opt_out/source_message", json!({}))),
        fault_at(pointer, Missing)
    );
}

#[test]
fn a_section_under_another_key_is_the_expected_one_missing() {
    let body = text("sms_status").replace("\"status\": {", "\"mo\": {");
    assert_eq!(read_text(&body), fault_at("/status", Missing));
}

#[test]
fn a_body_that_is_no_object_is_no_event() {
    for body in ["null", "true", "5", "\"text\"", "[]", r#"["SMS_STATUS"]"#] {
        assert_eq!(read_text(body), fault_at("", WrongType), "{body}");
    }
    assert_eq!(read_text("{}"), fault_at("/event_type", Missing));
}

#[test]
fn a_timestamp_has_to_be_an_instant() {
    for unreadable in
        ["", "soon", "2026-03-01", "2026-03-01T10:15:00", "2026-13-01T10:15:00Z", "1772360100"]
    {
        assert_eq!(
            read(&with("opt_out", "/timestamp", json!(unreadable))),
            fault_at("/timestamp", Unreadable)
        );
    }
    assert_eq!(
        read(&with("opt_out", "/timestamp", json!(1_772_360_100))),
        fault_at("/timestamp", WrongType)
    );
}

#[test]
fn a_count_of_hits_is_a_whole_number_of_64_bits() {
    for (hits, fault) in [
        ("-1", OutOfRange),
        ("3.0", WrongType),
        ("1e3", WrongType),
        ("18446744073709551616", OutOfRange),
        ("\"3\"", WrongType),
    ] {
        let body = text("link_hit").replace("\"hits\": 1", &format!("\"hits\": {hits}"));
        assert_eq!(read_text(&body), fault_at("/link_hit/hits", fault), "{hits}");
    }
    let body = text("link_hit").replace("\"hits\": 1", "\"hits\": 18446744073709551615");
    assert_eq!(read_text(&body).unwrap().link_hit().unwrap().hits, u64::MAX);
}

#[test]
fn a_number_is_no_message_however_many_digits_it_has() {
    for number in ["5", "1.50", "123456789012345678901234567890", "3.14159265358979323846264338"] {
        let body = format!(
            r#"{{"event_type": "OPT_OUT", "timestamp": "2026-03-01T10:15:00Z", "opt_out": {{
                "source": "LINK_HIT", "source_message": {number}}}}}"#
        );
        let refused = fault_at("/opt_out/source_message", WrongType);
        assert_eq!(read_text(&body), refused, "{number}");
    }
}

#[test]
fn a_key_that_the_model_reads_is_there_once() {
    for (name, key, pointer) in [
        ("sms_status", "event_type", "/event_type"),
        ("sms_status", "timestamp", "/timestamp"),
        ("sms_status", "webhook_id", "/webhook_id"),
        ("sms_status", "webhook_name", "/webhook_name"),
        ("rcs_status", "type", "/status/type"),
        ("rcs_status", "recipient", "/status/recipient"),
        ("sms_status", "message_ref", "/status/message_ref"),
        ("mms_inbound", "media", "/mo/media"),
        ("mms_inbound", "last_message", "/mo/last_message"),
        ("opt_out_link", "recipient", "/opt_out/source_message/recipient"),
        ("link_hit", "hits", "/link_hit/hits"),
    ] {
        let place = format!("\"{key}\":");
        let body = text(name).replacen(&place, &format!("{place} null, {place}"), 1);
        assert_ne!(body, text(name), "{pointer}");
        assert_eq!(read_text(&body), fault_at(pointer, Duplicate), "{pointer}");
    }
}

#[test]
fn a_doubled_section_is_refused_also_for_a_type_not_known_here() {
    let body = text("sms_status").replacen("\"status\": {", "\"status\": null, \"status\": {", 1);
    assert_eq!(read_text(&body), fault_at("/status", Duplicate));
    assert_eq!(
        read_text(&body.replace("SMS_STATUS", "FAX_STATUS")),
        fault_at("/status", Duplicate)
    );
}

#[test]
fn a_doubled_key_is_refused_for_a_type_not_known_here_too() {
    let body = r#"{"event_type": "NEW", "timestamp": "2026-02-03T04:05:06Z", "opt_out": {"source": "X",
        "source_message": {"recipient": "61491570006", "id": "", "id": ""}}}"#;
    let refused = fault_at("/opt_out/source_message/id", Duplicate);
    assert_eq!(read_text(body), refused);
    let body = body
        .replace(r#""recipient": "61491570006""#, r#""recipient": 1, "recipient": "61491570006""#);
    let body = body.replace(r#""id": "", "id": """#, r#""id": """#);
    let refused = fault_at("/opt_out/source_message/recipient", Duplicate);
    assert_eq!(read_text(&body), refused);
    let two = body.replacen("{\"recipient\": 1, ", "{\"recipient\": 1}, \"source_message\": {", 1);
    assert_ne!(two, body);
    assert_eq!(read_text(&two), fault_at("/opt_out/source_message", Duplicate));
    // Also where what is missing in the one is in the other, whatever the type.
    let two = two.replacen("\"recipient\": 1", "", 1);
    for two in [two.clone(), two.replace("NEW", "OPT_OUT")] {
        assert_eq!(read_text(&two), fault_at("/opt_out/source_message", Duplicate), "{two}");
    }
    // Also where it would not fit for another reason.
    let body = body.replace("\"recipient\"", "\"id\"");
    assert_eq!(read_text(&body), fault_at("/opt_out/source_message/id", Duplicate));
}
