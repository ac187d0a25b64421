use std::fmt::Write;

use bytes::Bytes;
use kudosity_webhook::event::EventError;
use kudosity_webhook::{EventType, RejectionKind};
use serde_json::Value;

use super::edit::{body, event, parsed, with};
use crate::conformance::Endpoint;
use crate::conformance::{Case, Shape};

/// As deep may a body nest.
const MAX_DEPTH: usize = 64;

/// So much less than the largest body are those that are nearly as large, in bytes.
const ROOM: usize = 64 * 1024;

/// What could take the receiver's memory or stack.
pub(super) fn cases(to: &Endpoint) -> Vec<Case> {
    [values(to), depths(to)].concat()
}

fn values(to: &Endpoint) -> Vec<Case> {
    let limit = to.limits().max_values;
    let kind = RejectionKind::NotAnEvent(EventError::TooManyValues { limit });
    let refused = |name: &str, body: Bytes| Case::refused(name, to.delivery(body), kind.clone());
    let most = with_values(limit);
    let mut cases = vec![
        Case::accepted("as many values as may be", to.delivery(body(&most)), most, Shape::Status),
        refused("one value too many", body(&with_values(limit.saturating_add(1)))),
    ];
    let almost_all = to.limits().max_body_size.saturating_sub(ROOM);
    // As a key takes the most room, there are too many values in each or in none.
    if almost_all / MOST_OF_A_KEY > limit {
        cases.extend([
            refused("a body full of zeros", with_field(&list_of("0", almost_all))),
            refused("a body full of empty objects", with_field(&list_of("{}", almost_all))),
            refused("a body full of unknown keys", with_field(&keys(almost_all))),
        ]);
    }
    cases
}

/// An event of so many values.
fn with_values(count: usize) -> Value {
    let event = event(EventType::SmsStatus);
    let padding = vec![Value::Null; count.saturating_sub(count_of(&event) + 1)];
    with(&event, "/padding", padding)
}

fn count_of(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.values().map(count_of).sum::<usize>(),
        Value::Array(items) => 1 + items.iter().map(count_of).sum::<usize>(),
        _ => 1,
    }
}

fn list_of(item: &str, length: usize) -> String {
    let count = length / (item.len() + 1);
    format!("[{item}{}]", format!(",{item}").repeat(count))
}

/// The room for a key with its value, in bytes.
const MOST_OF_A_KEY: usize = r#","1234567":0"#.len();

/// An object of as many keys as there is room for.
fn keys(length: usize) -> String {
    let mut keys = String::from("{\"\":0");
    for number in 0.. {
        if keys.len() >= length {
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

fn depths(to: &Endpoint) -> Vec<Case> {
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
        assert_eq!(count_of(&with_values(10_000)), 10_000);
    }

    #[test]
    fn the_full_bodies_are_within_the_size_that_is_taken() {
        let most = 8 * 1024 * 1024;
        let almost_all = most - ROOM;
        let full = [list_of("0", almost_all), list_of("{}", almost_all), keys(almost_all)];
        for body in full.map(|value| with_field(&value)) {
            assert!((almost_all..most).contains(&body.len()), "{}", body.len());
        }
    }
}
