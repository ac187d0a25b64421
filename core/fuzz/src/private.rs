//! What is shown of an event holds nothing personal.

use kudosity_webhook::Event;
use serde_json::Value;

use super::json::{MARK, NUMBER};

/// Asserts that neither a marked text nor a whole number is shown, and that nothing shown can forge a
/// line of a log.
pub(crate) fn assert_private(event: &Event, value: &Value) {
    let shown = format!("{event} {event:?} {:?}", event.receipt());
    for private in [MARK, NUMBER] {
        let shared = may_be_shown(value, private);
        assert!(shared || !shown.contains(private), "{private} is in {shown}");
    }
    assert!(!shown.contains(char::is_control), "{shown:?}");
}

/// Whether the text stands in a field that is shown.
fn may_be_shown(value: &Value, text: &str) -> bool {
    const SHOWN: &[&str] = &[
        "event_type",
        "webhook_id",
        "id",
        "type",
        "status",
        "source",
        "content_type",
        "campaign_id",
    ];
    match value {
        Value::Object(members) => members.iter().any(|(key, value)| {
            let is_it = value.as_str().is_some_and(|word| word.contains(text));
            (is_it && SHOWN.contains(&key.as_str())) || may_be_shown(value, text)
        }),
        Value::Array(items) => items.iter().any(|item| may_be_shown(item, text)),
        _ => false,
    }
}
