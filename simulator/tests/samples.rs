//! The samples are events, in the wire form of today or of an older shape, and nobody's real data.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use kudosity_webhook::Event;
use kudosity_webhook_simulator::samples::{self, Sample};
use serde_json::Value;

fn value(sample: &Sample) -> Value {
    serde_json::from_str(sample.body).unwrap()
}

#[test]
fn every_sample_is_an_event_of_its_type_and_loses_nothing() {
    for sample in samples::all() {
        let event = Event::from_body(sample.body.into()).unwrap();
        assert_eq!(event.event_type, sample.event_type, "{}", sample.name);
        assert_eq!(serde_json::to_value(&event).unwrap(), value(sample), "{}", sample.name);
    }
}

#[test]
fn there_is_one_of_every_type_under_its_name() {
    assert_eq!(samples::current().len(), 10);
    for sample in samples::current() {
        assert_eq!(sample.name.to_uppercase(), sample.event_type.as_str());
        assert_eq!(samples::of(sample.event_type).next(), Some(sample));
    }
    let names: BTreeSet<_> = samples::all().map(|sample| sample.name).collect();
    assert_eq!(names.len(), samples::all().count());
}

#[test]
fn keys_of_today_are_alphabetical_and_name_the_registration() {
    for sample in samples::current() {
        // A map of serde_json's is ordered by its keys.
        let ordered = serde_json::to_string_pretty(&value(sample)).unwrap() + "\n";
        assert_eq!(sample.body, ordered, "{}", sample.name);
        assert!(
            value(sample)["webhook_id"].is_string() && value(sample)["webhook_name"].is_string()
        );
    }
    for sample in samples::older() {
        assert!(sample.name.starts_with("older_"));
        assert_eq!(value(sample).get("webhook_id"), None);
        assert!(sample.body.starts_with("{\n  \"event_type\""));
    }
}

#[test]
fn every_phone_number_is_from_a_range_for_fiction() {
    const FOR_FICTION: [&str; 6] = [
        "61491570006",
        "61491570156",
        "61491570157",
        "61491570158",
        "447700900123",
        "447700900456",
    ];
    for sample in samples::all() {
        for digits in sample.body.split(|char: char| !char.is_ascii_digit()) {
            let id = sample.body.contains(&format!("{digits}-"))
                || sample.body.contains(&format!("-{digits}"));
            assert!(digits.len() < 10 || id || FOR_FICTION.contains(&digits), "{digits}");
        }
    }
}

#[test]
fn media_are_pictures() {
    for name in ["mms_inbound", "older_mms_inbound"] {
        let sample = samples::all().find(|sample| sample.name == name).unwrap();
        let event = Event::from_body(sample.body.into()).unwrap();
        for media in &event.inbound().unwrap().media {
            assert_eq!(media.content.media_type(), Some("image/png"));
            let picture = media.content.decode().unwrap();
            assert!(picture.ends_with(b"IEND\xaeB`\x82"), "a whole file ends so");
        }
    }
}
