//! The sample deliveries, and ways to alter them.
#![allow(dead_code, reason = "each test uses a part of this")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use kudosity_webhook::event::{Event, EventError, FaultKind};
use serde_json::Value;

/// One sample of each type of event and of each older shape.
pub(crate) const SAMPLES: [(&str, &str); 13] = [
    ("sms_status", include_str!("../fixtures/sms_status.json")),
    ("mms_status", include_str!("../fixtures/mms_status.json")),
    ("rcs_status", include_str!("../fixtures/rcs_status.json")),
    ("whatsapp_status", include_str!("../fixtures/whatsapp_status.json")),
    ("sms_inbound", include_str!("../fixtures/sms_inbound.json")),
    ("mms_inbound", include_str!("../fixtures/mms_inbound.json")),
    ("mms_inbound_picture_only", include_str!("../fixtures/mms_inbound_picture_only.json")),
    ("rcs_inbound", include_str!("../fixtures/rcs_inbound.json")),
    ("whatsapp_inbound", include_str!("../fixtures/whatsapp_inbound.json")),
    ("link_hit", include_str!("../fixtures/link_hit.json")),
    ("link_hit_mms", include_str!("../fixtures/link_hit_mms.json")),
    ("opt_out", include_str!("../fixtures/opt_out.json")),
    ("opt_out_link", include_str!("../fixtures/opt_out_link.json")),
];

/// The text of a sample.
pub(crate) fn text(name: &str) -> &'static str {
    SAMPLES.iter().find(|(known, _)| *known == name).expect("a sample of that name").1
}

/// A sample as a value to alter.
pub(crate) fn value(name: &str) -> Value {
    serde_json::from_str(text(name)).expect("samples are JSON")
}

/// A sample with one field set.
pub(crate) fn with(name: &str, pointer: &str, field: Value) -> Value {
    let mut sample = value(name);
    set(&mut sample, pointer, field);
    sample
}

/// A sample with one field taken out.
pub(crate) fn without(name: &str, pointer: &str) -> Value {
    let mut sample = value(name);
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer to a field");
    let object = sample.pointer_mut(parent).and_then(Value::as_object_mut).expect("its object");
    object.remove(key).unwrap_or_else(|| panic!("{name} has no {pointer}"));
    sample
}

/// Sets one field of a value.
pub(crate) fn set(value: &mut Value, pointer: &str, field: Value) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer to a field");
    let object = value.pointer_mut(parent).and_then(Value::as_object_mut).expect("its object");
    object.insert(key.to_owned(), field);
}

/// Reads a value's text as a body.
pub(crate) fn read(value: &Value) -> Result<Event, EventError> {
    Event::from_body(value.to_string().into())
}

/// Reads a text as a body.
pub(crate) fn read_text(text: &str) -> Result<Event, EventError> {
    Event::from_body(text.to_owned().into())
}

/// Asserts that an event holds all of a value: what it writes is that value again, and is read as
/// the same event.
pub(crate) fn assert_lossless(value: &Value) {
    let event = read(value).unwrap_or_else(|error| panic!("{error}: {value}"));
    let written = serde_json::to_value(&event).expect("events can be written");
    assert_eq!(written, *value);
    assert_eq!(read(&written).expect("what was written can be read"), event);
}

/// What is wrong with a body at a field.
pub(crate) fn fault_at(pointer: &str, fault: FaultKind) -> Result<Event, EventError> {
    Err(EventError::NotAnEvent { pointer: pointer.to_owned(), fault })
}
