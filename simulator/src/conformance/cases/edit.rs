use bytes::Bytes;
use kudosity_webhook::EventType;
use kudosity_webhook::RejectionKind;
use kudosity_webhook::event::{EventError, FaultKind};
use serde_json::Value;

use crate::samples;

/// The body of today's sample of a type.
pub(super) fn sample(event_type: EventType) -> &'static str {
    samples::of(event_type).next().map_or("", |sample| sample.body)
}

/// Today's sample of a type.
pub(super) fn event(event_type: EventType) -> Value {
    parsed(sample(event_type))
}

/// A body of the cases' own as the value that it is.
pub(super) fn parsed(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_default()
}

/// The value as a body.
pub(super) fn body(value: &Value) -> Bytes {
    value.to_string().into()
}

/// The value with the member at a JSON Pointer replaced or added.
pub(super) fn with(value: &Value, pointer: &str, member: impl Into<Value>) -> Value {
    edited(value, pointer, |object, key| {
        object.insert(key.to_owned(), member.into());
    })
}

/// The value without the member at a JSON Pointer.
pub(super) fn without(value: &Value, pointer: &str) -> Value {
    edited(value, pointer, |object, key| {
        object.remove(key);
    })
}

fn edited(
    value: &Value,
    pointer: &str,
    edit: impl FnOnce(&mut serde_json::Map<String, Value>, &str),
) -> Value {
    let mut value = value.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
    if let Some(Value::Object(object)) = value.pointer_mut(parent) {
        edit(object, key);
    }
    value
}

/// The refusal of what is no event, by the pointer to the field and what is wrong with it.
pub(super) fn no_event(pointer: &str, fault: FaultKind) -> RejectionKind {
    RejectionKind::NotAnEvent(EventError::NotAnEvent { pointer: pointer.to_owned(), fault })
}
