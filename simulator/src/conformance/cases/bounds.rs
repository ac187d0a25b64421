use std::fmt::Write;

use bytes::Bytes;
use kudosity_webhook::event::EventError;
use kudosity_webhook::{EventType, RejectionKind};
use serde_json::Value;

use super::Endpoint;
use super::edit::{body, event, parsed, with};
use crate::conformance::{Case, Shape};

/// The most JSON values that a body may hold.
const MAX_VALUES: usize = 10_000;

/// As deep may it nest.
const MAX_DEPTH: usize = 64;

/// A little less than the largest body.
const ALMOST_ALL: usize = 8_300_000;

/// What could take the receiver's memory or stack.
pub(super) fn cases(to: &Endpoint<'_>) -> Vec<Case> {
    [values(to), depths(to)].concat()
}

fn values(to: &Endpoint<'_>) -> Vec<Case> {
    let kind = RejectionKind::NotAnEvent(EventError::TooManyValues { limit: MAX_VALUES });
    let refused = |name: &str, body: Bytes| Case::refused(name, to.delivery(body), kind.clone());
    let most = with_values(MAX_VALUES);
    vec![
        Case::accepted("as many values as may be", to.delivery(body(&most)), most, Shape::Status),
        refused("one value too many", body(&with_values(MAX_VALUES + 1))),
        refused("8 MB of zeros", with_field(&list_of("0"))),
        refused("8 MB of empty objects", with_field(&list_of("{}"))),
        refused("8 MB of unknown keys", with_field(&keys())),
    ]
}

/// An event of so many values.
fn with_values(count: usize) -> Value {
    let event = event(EventType::SmsStatus);
    let padding = vec![Value::Null; count - count_of(&event) - 1];
    with(&event, "/padding", padding)
}

fn count_of(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.values().map(count_of).sum::<usize>(),
        Value::Array(items) => 1 + items.iter().map(count_of).sum::<usize>(),
        _ => 1,
    }
}

fn list_of(item: &str) -> String {
    let count = ALMOST_ALL / (item.len() + 1);
    format!("[{item}{}]", format!(",{item}").repeat(count))
}

/// An object of nearly a million keys.
fn keys() -> String {
    let mut keys = String::from("{\"\":0");
    for number in 0.. {
        if keys.len() >= ALMOST_ALL {
            break;
        }
        // Writing to a string does not fail.
        let _ = write!(keys, ",\"{number:x}\":0");
    }
    keys.push('}');
    keys
}

/// An event with a field of the envelope that is not known.
fn with_field(value: &str) -> Bytes {
    let event = body(&with(&event(EventType::SmsStatus), "/padding", "here"));
    let text = String::from_utf8_lossy(&event);
    text.replacen("\"here\"", value, 1).into()
}

fn depths(to: &Endpoint<'_>) -> Vec<Case> {
    // The event itself is the first level.
    let deepest = with_field(&nested(MAX_DEPTH - 1));
    let expected = parsed(&String::from_utf8_lossy(&deepest));
    let mut cases =
        vec![Case::accepted("as deep as may be", to.delivery(deepest), expected, Shape::Status)];
    let kind = RejectionKind::NotAnEvent(EventError::TooDeep { limit: MAX_DEPTH });
    cases.extend([MAX_DEPTH, 200, 5_000].map(|levels| {
        let request = to.delivery(with_field(&nested(levels)));
        Case::refused(
            format!("an unknown field nested {levels} levels more"),
            request,
            kind.clone(),
        )
    }));
    let objects = r#"{"a":"#.repeat(5_000) + "0" + &"}".repeat(5_000);
    cases.push(Case::refused("5000 objects alone", to.delivery(objects), kind.clone()));
    cases.push(Case::refused("1000000 brackets", to.delivery("[".repeat(1_000_000)), kind));
    cases
}

fn nested(levels: usize) -> String {
    "[".repeat(levels) + &"]".repeat(levels)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_padded_to_the_very_number_of_values() {
        assert_eq!(count_of(&json!({"a": [1, {"b": null}], "c": ""})), 6);
        assert_eq!(count_of(&with_values(MAX_VALUES)), MAX_VALUES);
    }

    #[test]
    fn the_large_bodies_are_within_the_size_that_is_taken() {
        for body in [list_of("0"), list_of("{}"), keys()].map(|value| with_field(&value)) {
            assert!((8_000_000..8 * 1024 * 1024).contains(&body.len()), "{}", body.len());
        }
    }
}
