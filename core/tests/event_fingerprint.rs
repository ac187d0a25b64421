//! Deliveries of one event have one fingerprint, and two events have two. It is stored in
//! databases: it never changes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod event_samples;

use std::collections::HashSet;

use event_samples::{SAMPLES, read, read_text, text, value, with, without};
use kudosity_webhook::event::{Event, Fingerprint};
use serde_json::{Value, json};

fn of(value: &Value) -> Fingerprint {
    read(value).unwrap().fingerprint()
}

/// Computed from the documented layout by another program.
#[test]
fn the_fingerprints_of_the_samples_never_change() {
    for (name, fingerprint) in [
        ("sms_status", "c13dc35a0508a9ff6937aa25aa33cac4"),
        ("mms_status", "4d7e719af97b234842f1351492d06dc8"),
        ("rcs_status", "038d6ace7e158b6cb78ecfc3cc616f9b"),
        ("whatsapp_status", "bb93e3754578e49b1532e6d9bf769c2a"),
        ("sms_inbound", "17a474019ad0b22304e5041f2b4d02d6"),
        ("mms_inbound", "0c6974af0fccd29ae98a52067aa851b3"),
        ("mms_inbound_picture_only", "d33b09e4687fc30c54ddca0d8266e991"),
        ("rcs_inbound", "8fde78ba2d029c55c8c40518506f23a5"),
        ("whatsapp_inbound", "eaca64fccaa33c3863dbf7133dd9d327"),
        ("link_hit", "e2e1bdb60db9833bd5967641b5fdeeab"),
        ("link_hit_mms", "b28e4dd8902325cb0097aadf3a8d79c9"),
        ("opt_out", "08cbf57fd8dd68b154f7bd16112f69e7"),
        ("opt_out_link", "188f2264e0be9348637a0ba13d5cf5ff"),
    ] {
        assert_eq!(read_text(text(name)).unwrap().fingerprint().to_string(), fingerprint, "{name}");
    }
}

#[test]
fn the_fingerprint_of_a_whole_event_never_changes() {
    let fax = r#"{"timestamp": "2026-03-01T10:15:00.000Z", "webhook_id": "w", "event_type": "FAX_STATUS",
        "fax": {"z": null, "id": 9007199254740993, "a": [1, 1.50, 1e2, "\u20ac"]}}"#;
    assert_eq!(
        read_text(fax).unwrap().fingerprint().to_string(),
        "7ce2074f877b45ee209f572c0cdbacac"
    );
    let mut nameless = with("sms_status", "/status/id", json!(""));
    nameless["timestamp"] = json!("2026-03-01T10:15:00Z");
    nameless["status"]["status"] = json!("SENT");
    nameless["status"]
        .as_object_mut()
        .unwrap()
        .retain(|key, _| key != "message_ref" && key != "routed_via");
    assert_eq!(of(&nameless).to_string(), "873802a377c18e95660324082af22267");
}

#[test]
fn which_registration_delivered_it_makes_no_difference() {
    for (name, _) in SAMPLES {
        for event_type in [value(name)["event_type"].clone(), json!("TELEX")] {
            let one = with(name, "/event_type", event_type.clone());
            let mut other = one.clone();
            other["webhook_id"] = json!("another");
            other["webhook_name"] = json!(null);
            assert_eq!(of(&one), of(&other), "{name} {event_type}");
        }
    }
}

#[test]
fn how_it_was_written_and_read_makes_no_difference() {
    for (name, text) in SAMPLES {
        let event = read_text(text).unwrap();
        let written = serde_json::to_string(&event).unwrap();
        assert_eq!(read_text(&written).unwrap().fingerprint(), event.fingerprint(), "{name}");
        assert_eq!(
            serde_json::from_value::<Event>(value(name)).unwrap().fingerprint(),
            event.fingerprint(),
            "{name}"
        );
    }
    let numbers = |list: &str| {
        let body =
            format!(r#"{{"event_type": "FAX", "timestamp": "2026-03-01T10:15:00Z", "n": {list}}}"#);
        read_text(&body).unwrap().fingerprint()
    };
    assert_eq!(numbers("[1, 100, 0.5, 0]"), numbers("[1.0, 1e2, 5e-1, -0]"));
    assert_ne!(numbers("[9007199254740993]"), numbers("[9007199254740992]"));
    assert_ne!(numbers("[1]"), numbers("[\"1\"]"));
}

#[test]
fn instants_and_words_count_and_their_writing_does_not() {
    let fingerprint = of(&value("sms_status"));
    assert_eq!(
        of(&with("sms_status", "/timestamp", json!("2026-03-01T20:15:04.250000+10:00"))),
        fingerprint
    );
    assert_ne!(
        of(&with("sms_status", "/timestamp", json!("2026-03-01T10:15:04.250000001Z"))),
        fingerprint
    );
    assert_eq!(of(&with("sms_status", "/status/status", json!("Delivered"))), fingerprint);
    assert_eq!(of(&with("sms_status", "/event_type", json!("sms_status"))), fingerprint);
    assert_eq!(
        of(&with("opt_out", "/opt_out/source", json!("sms_inbound"))),
        of(&value("opt_out"))
    );
}

#[test]
fn what_identifies_an_event_tells_two_apart() {
    let mut all: HashSet<_> = SAMPLES.iter().map(|(name, _)| of(&value(name))).collect();
    assert_eq!(all.len(), SAMPLES.len());
    for (name, pointer) in [
        ("sms_status", "/status/id"),
        ("sms_status", "/status/status"),
        ("mms_inbound", "/mo/id"),
        ("mms_inbound", "/mo/sender"),
        ("mms_inbound", "/mo/recipient"),
        ("link_hit", "/link_hit/url"),
        ("link_hit", "/link_hit/source_message/id"),
        ("link_hit", "/link_hit/source_message/recipient"),
        ("opt_out", "/opt_out/source"),
        ("opt_out", "/opt_out/source_message/id"),
        ("opt_out", "/opt_out/source_message/sender"),
        ("opt_out", "/opt_out/source_message/recipient"),
    ] {
        assert!(all.insert(of(&with(name, pointer, json!("other")))), "{pointer}");
    }
    assert!(all.insert(of(&with("link_hit", "/link_hit/hits", json!(2)))));
}

#[test]
fn an_event_of_a_type_not_known_here_is_never_one_of_a_known_type() {
    for (name, _) in SAMPLES {
        let unknown = with(name, "/event_type", json!("TELEX"));
        assert_ne!(of(&unknown), of(&value(name)), "{name}");
        assert_ne!(of(&unknown), of(&with(name, "/event_type", json!("FAX"))), "{name}");
    }
}

#[test]
fn fields_do_not_run_into_one_another() {
    let inbound = |id: &str, sender: &str| {
        let mut sample = with("sms_inbound", "/mo/id", json!(id));
        sample["mo"]["sender"] = json!(sender);
        of(&sample)
    };
    assert_ne!(inbound("ab", "c"), inbound("a", "bc"));
}

#[test]
fn without_what_identifies_it_an_event_is_told_apart_by_all_that_it_says() {
    let nameless = |text: &str| {
        let mut sample = with("mms_inbound", "/mo/id", json!(""));
        sample["mo"]["message"] = json!(text);
        of(&sample)
    };
    assert_eq!(nameless("one"), nameless("one"));
    assert_ne!(nameless("one"), nameless("two"));
    let hit = |message: &str| {
        let mut sample = without("link_hit", "/link_hit/source_message/id");
        sample["link_hit"]["source_message"]["message"] = json!(message);
        of(&sample)
    };
    assert_ne!(hit("one"), hit("two"));
}

#[test]
fn a_fingerprint_is_stored_as_bytes_or_as_text() {
    let fingerprint = of(&value("opt_out"));
    assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
    assert_eq!(fingerprint.to_string().to_uppercase().parse(), Ok(fingerprint));
    assert_eq!(Fingerprint::from(*fingerprint.as_bytes()), fingerprint);
    assert_eq!(<[u8; 16]>::from(fingerprint), *fingerprint.as_bytes());
    assert_eq!(Fingerprint::from([1; 16]).to_string(), "01".repeat(16));
    for text in [
        "",
        "0",
        "+1010101010101010101010101010101",
        &"g".repeat(32),
        &"0".repeat(33),
        &"é".repeat(16),
    ] {
        assert!(text.parse::<Fingerprint>().is_err(), "{text}");
    }
}
