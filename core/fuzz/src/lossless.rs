//! What an event writes is what came, except for what may be left out.

use jiff::Timestamp;
use kudosity_webhook::event::{Content, Event, Payload};
use serde_json::{Map, Value};

/// Asserts that `written` is the value that `came`: but an optional field with nothing in it may be
/// gone, and the timestamp may be another writing of the same instant.
pub(crate) fn assert_lossless(event: &Event, came: &Value, written: &Value) {
    compare(event, came, written, &mut Vec::new());
}

fn compare<'a>(event: &Event, came: &'a Value, written: &Value, path: &mut Vec<&'a str>) {
    match (came, written) {
        (Value::Object(came), Value::Object(written)) => members(event, came, written, path),
        (Value::Array(came), Value::Array(written)) => {
            assert_eq!(came.len(), written.len(), "the list at {path:?}");
            path.push("*");
            came.iter()
                .zip(written)
                .for_each(|(came, written)| compare(event, came, written, path));
            path.pop();
        }
        _ if path[..] == ["timestamp"] => assert_eq!(instant(came), instant(written)),
        _ => assert_eq!(came, written, "at {path:?}"),
    }
}

fn members<'a>(
    event: &Event,
    came: &'a Map<String, Value>,
    written: &Map<String, Value>,
    path: &mut Vec<&'a str>,
) {
    for key in written.keys() {
        assert!(came.contains_key(key), "{key} was made up at {path:?}");
    }
    for (key, value) in came {
        let Some(written) = written.get(key) else {
            assert!(may_go(event, path, key, value), "{key} with {value} is lost at {path:?}");
            continue;
        };
        path.push(key);
        compare(event, value, written, path);
        path.pop();
    }
}

/// A timestamp to nanoseconds; further digits are cut.
fn instant(timestamp: &Value) -> Timestamp {
    let text = timestamp.as_str().expect("a timestamp is a string");
    let cut = || {
        let (whole, fraction) = text.split_once(['.', ',']).expect("a fraction");
        let zone = fraction.trim_start_matches(|char: char| char.is_ascii_digit());
        format!("{whole}.{}{zone}", &fraction[..9]).parse()
    };
    text.parse().or_else(|_: jiff::Error| cut()).expect("an instant")
}

fn may_go(event: &Event, object: &[&str], key: &str, value: &Value) -> bool {
    match value {
        // A foreign section that is null is none.
        Value::Null if object.is_empty() && SECTIONS.contains(&key) => {
            !matches!(event.payload, Payload::Unknown { .. })
        }
        Value::Null => optional(event, object).contains(&key),
        Value::String(text) => text.is_empty() && optional(event, object).contains(&key),
        Value::Array(items) => items.is_empty() && optional(event, object).contains(&key),
        _ => false,
    }
}

const SECTIONS: &[&str] = &["status", "mo", "link_hit", "opt_out"];

const MESSAGE: &[&str] = &[
    "type",
    "id",
    "sender",
    "recipient",
    "message",
    "message_ref",
    "subject",
    "content_urls",
    "routed_via",
    "campaign_id",
];

const INBOUND: &[&str] =
    &["message", "routed_via", "subject", "media", "last_message", "content_type", "content"];

/// The optional fields of an object that was read as one of the model.
fn optional(event: &Event, object: &[&str]) -> &'static [&'static str] {
    match (&event.payload, object) {
        (_, []) => &["webhook_id", "webhook_name"],
        (Payload::Status(_), ["status"]) => {
            &["message_ref", "routed_via", "description", "campaign_id"]
        }
        (Payload::LinkHit(_), ["link_hit", "source_message"]) => MESSAGE,
        (Payload::OptOut(_), ["opt_out", "source_message"]) => MESSAGE,
        (Payload::Inbound(_), ["mo"]) => INBOUND,
        (Payload::Inbound(inbound), ["mo", "media", "*"]) if !inbound.media.is_empty() => {
            &["name", "content"]
        }
        (Payload::Inbound(inbound), ["mo", "last_message"]) if inbound.last_message.is_some() => {
            MESSAGE
        }
        (Payload::Inbound(inbound), ["mo", "content", inner @ ..]) => match &inbound.content {
            None | Some(Content::Other(_)) => &[],
            Some(_) => optional_of_content(inner),
        },
        _ => &[],
    }
}

fn optional_of_content(object: &[&str]) -> &'static [&'static str] {
    match object {
        ["location"] => &["name", "address"],
        ["file" | "video" | "audio" | "sticker"] => &["name"],
        ["image"] => &["name", "caption"],
        ["reply"] => &["title", "description"],
        ["reaction"] => &["emoji"],
        ["contact"] => &["name", "phones", "emails"],
        ["contact", "name"] => &["formatted_name", "first_name", "last_name"],
        ["contact", "phones" | "emails", "*"] => &["type"],
        _ => &[],
    }
}
