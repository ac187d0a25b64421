use bytes::Bytes;
use kudosity_webhook::Event;
use serde_json::Value;

/// The body that the provider would deliver the event by: its keys in alphabetical order, at every
/// level, and nothing between the values.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::Event;
/// use kudosity_webhook_simulator::provider::wire_form;
///
/// let event = Event::from_body(r#"{"timestamp": "2026-03-02T05:00:00Z", "event_type": "NEWS"}"#.into())?;
/// assert_eq!(wire_form(&event), r#"{"event_type":"NEWS","timestamp":"2026-03-02T05:00:00Z"}"#);
/// # Ok::<(), kudosity_webhook::event::EventError>(())
/// ```
pub fn wire_form(event: &Event) -> Bytes {
    written(value(event))
}

/// The event as a JSON value.
pub(super) fn value(event: &Event) -> Value {
    // It does not fail: every key is a string.
    serde_json::to_value(event).unwrap_or_default()
}

/// A JSON value as the provider writes it.
pub(super) fn written(mut value: Value) -> Bytes {
    // They are not in order where another crate of the build has switched on `preserve_order`.
    value.sort_all_objects();
    value.to_string().into()
}
