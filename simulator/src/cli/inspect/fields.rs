use std::fmt;

use kudosity_webhook::event::Address;
use kudosity_webhook_simulator::client::printable;
use serde_json::Value;

/// As much of a revealed value is shown, in characters.
const MAX_SHOWN: usize = 200;

/// The sections of an event, and the messages in them.
const SECTIONS: [&str; 6] =
    ["status", "mo", "link_hit", "opt_out", "source_message", "last_message"];

/// What says nothing about a person, in the envelope.
const OPEN_IN_ENVELOPE: &[&str] = &["event_type", "timestamp", "webhook_id"];

/// What says nothing about a person, in [`SECTIONS`].
const OPEN_IN_SECTION: &[&str] = &["id", "type", "status", "source", "content_type", "campaign_id"];

/// The numbers of handsets and of the account in [`SECTIONS`], of which the last digits are shown.
const NUMBERS: &[&str] = &["sender", "recipient", "routed_via"];

/// Where a field stands: that decides what its name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Envelope,
    Section,
    Elsewhere,
}

impl Place {
    fn within(self, key: &str) -> Self {
        if self != Self::Elsewhere && SECTIONS.contains(&key) {
            Self::Section
        } else {
            Self::Elsewhere
        }
    }

    fn is_open(self, key: &str) -> bool {
        match self {
            Self::Envelope => OPEN_IN_ENVELOPE.contains(&key),
            Self::Section => OPEN_IN_SECTION.contains(&key),
            Self::Elsewhere => false,
        }
    }
}

/// A field of an event, and what is shown of it.
#[derive(Debug, PartialEq)]
pub(super) struct Field {
    pub(super) pointer: String,
    pub(super) shown: String,
}

/// All fields that hold no others.
pub(super) fn fields(event: &Value, reveal: bool) -> Vec<Field> {
    let mut walk = Walk { reveal, fields: Vec::new() };
    walk.visit(event, "", Place::Envelope);
    walk.fields
}

struct Walk {
    reveal: bool,
    fields: Vec<Field>,
}

impl Walk {
    fn visit(&mut self, value: &Value, pointer: &str, place: Place) {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    self.member(key, value, pointer, place);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.member(&index.to_string(), item, pointer, place);
                }
            }
            _ => {}
        }
    }

    fn member(&mut self, key: &str, value: &Value, parent: &str, place: Place) {
        let pointer = format!("{parent}{}", step(key));
        if value.is_object() || value.is_array() {
            self.visit(value, &pointer, place.within(key));
        } else {
            let shown = self.shown(key, value, place);
            self.fields.push(Field { pointer, shown });
        }
    }

    fn shown(&self, key: &str, value: &Value, place: Place) -> String {
        match value {
            Value::String(text) if self.reveal || place.is_open(key) => cut(text),
            Value::String(text) if place == Place::Section && NUMBERS.contains(&key) => {
                Address::from(text.as_str()).masked().to_string()
            }
            Value::Number(_) if place == Place::Section && key == "hits" => value.to_string(),
            _ if self.reveal => value.to_string(),
            _ => described(value).to_string(),
        }
    }
}

/// A text in quotes, escaped for a terminal, and cut.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}

/// What a value is, without what it says.
pub(super) fn described(value: &Value) -> impl fmt::Display + '_ {
    Described(value)
}

struct Described<'a>(&'a Value);

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Null => f.write_str("null"),
            Value::Bool(_) => f.write_str("true or false"),
            Value::Number(_) => f.write_str("a number"),
            Value::String(text) => write!(f, "text of {} bytes", text.len()),
            Value::Array(items) => write!(f, "a list of {}", items.len()),
            Value::Object(members) => write!(f, "an object of {}", members.len()),
        }
    }
}

/// A reference token of a JSON Pointer (RFC 6901) with its slash, escaped for a terminal.
pub(super) fn step(key: &str) -> String {
    format!("/{}", printable(&key.replace('~', "~0").replace('/', "~1")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_person_wrote_is_hidden_unless_it_is_asked_for() {
        let event = json!({
            "event_type": "SMS_INBOUND",
            "mo": {
                "id": "m-1",
                "sender": "61491570006",
                "message": "see \u{1b}[31m you",
                "last_message": {"id": "m-0", "message": "hello"},
                "content": {"reply": {"id": "private"}, "location": {"lat": 1.5, "ok": true}},
                "new": {"id": ["private", null]},
            },
            "id": "private",
            "a/b": "x",
            "it's\u{7}": 1,
        });
        let shown =
            |reveal| fields(&event, reveal).into_iter().map(|field| (field.pointer, field.shown));
        let expected = [
            ("/a~1b", "text of 1 bytes", "\"x\""),
            ("/event_type", "\"SMS_INBOUND\"", "\"SMS_INBOUND\""),
            ("/id", "text of 7 bytes", "\"private\""),
            ("/it's\\u{7}", "a number", "1"),
            ("/mo/content/location/lat", "a number", "1.5"),
            ("/mo/content/location/ok", "true or false", "true"),
            ("/mo/content/reply/id", "text of 7 bytes", "\"private\""),
            ("/mo/id", "\"m-1\"", "\"m-1\""),
            ("/mo/last_message/id", "\"m-0\"", "\"m-0\""),
            ("/mo/last_message/message", "text of 5 bytes", "\"hello\""),
            ("/mo/message", "text of 13 bytes", "\"see \\u{1b}[31m you\""),
            ("/mo/new/id/0", "text of 7 bytes", "\"private\""),
            ("/mo/new/id/1", "null", "null"),
            ("/mo/sender", "…006", "\"61491570006\""),
        ];
        for (reveal, column) in [(false, 1), (true, 2)] {
            for (pointer, shown) in shown(reveal) {
                let row = expected.iter().find(|row| row.0 == pointer).unwrap();
                assert_eq!(shown, [row.0, row.1, row.2][column], "{pointer}");
            }
            assert_eq!(shown(reveal).len(), expected.len());
        }
    }

    #[test]
    fn a_long_value_is_cut() {
        let shown = cut(&"é".repeat(1_000));
        assert_eq!(shown.chars().filter(|char| *char == 'é').count(), MAX_SHOWN);
    }
}
