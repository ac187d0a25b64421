//! What holds of every body: what is accepted loses nothing, and what is refused has a reason.

use arbitrary::Unstructured;
use bytes::Bytes;
use kudosity_webhook::event::{Event, EventError, FaultKind, Payload};
use kudosity_webhook::{Answer, RejectionKind};
use serde_json::Value;

use super::delivery::delivery;
use super::lossless::assert_lossless;
use super::private::assert_private;

/// Checks a body. One that begins with a zero byte stands for the choices of a [`delivery`].
pub fn check(data: &[u8]) {
    check_body(&body_of(data));
}

/// The body that an input stands for.
pub(crate) fn body_of(data: &[u8]) -> Vec<u8> {
    match data {
        [0, choices @ ..] => {
            delivery(&mut Unstructured::new(choices)).unwrap_or_default().into_bytes()
        }
        raw => raw.to_vec(),
    }
}

/// Checks a body.
pub fn check_body(body: &[u8]) {
    let read = Event::from_body(Bytes::copy_from_slice(body));
    // Under these keys serde_json reads no object, but what only it may write: see SECURITY.md.
    if holds_private_token(body) {
        return;
    }
    match (&read, serde_json::from_slice::<Value>(body)) {
        (Ok(event), Ok(value)) => accepted(event, &value, body),
        (Ok(_), Err(error)) => panic!("what is not JSON was accepted: {error}"),
        (Err(error), value) => refused(error, value, body),
    }
}

/// Whether one of serde_json's own keys may be in the body, perhaps escaped.
fn holds_private_token(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    let mut pieces = text.split("\\u");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (digits, rest) = piece.split_at_checked(4).unwrap_or(("", piece));
        plain.extend(u32::from_str_radix(digits, 16).ok().and_then(char::from_u32));
        plain.push_str(rest);
    }
    plain.contains("$serde_json::private::")
}

fn accepted(event: &Event, value: &Value, body: &[u8]) {
    let written = serde_json::to_value(event).expect("an event can be written");
    assert_lossless(event, value, &written);
    assert_private(event, value);

    let text = serde_json::to_string(event).expect("an event can be written");
    let again = Event::from_body(text.clone().into()).expect("what was written can be read");
    assert_eq!(again, *event, "read again");
    assert_eq!(again.fingerprint(), event.fingerprint());
    assert_eq!(serde_json::to_string(&again).expect("an event can be written"), text);

    let other: Event = serde_json::from_value(value.clone()).expect("the value can be read");
    // With its `arbitrary_precision`, serde_json reads a -0 of a value as 0.
    if serde_json::from_value::<Value>(value.clone()).is_ok_and(|same| same == *value) {
        assert_eq!(other, *event, "read from a value");
        assert_eq!(other.fingerprint(), event.fingerprint());
    }
    let other: Event = serde_json::from_slice(body).expect("the text can be read");
    assert_eq!(other, *event, "read from a text");

    // A doubled key's values are more than those of the value.
    let fewer = count(value) - 1;
    let limited = Event::from_body_within(Bytes::copy_from_slice(body), fewer);
    assert_eq!(limited, Err(EventError::TooManyValues { limit: fewer }));
    assert!(Event::from_body_within(text.into(), count(&written)).is_ok());

    let receipt = event.receipt();
    assert_eq!(receipt.is_some(), matches!(event.payload, Payload::Status(_)));
    assert!(receipt.is_none_or(|receipt| !receipt.supersedes(&receipt)));
}

fn refused(error: &EventError, value: serde_json::Result<Value>, body: &[u8]) {
    match (error, value) {
        (EventError::NotAnEvent { pointer, fault }, Ok(value)) => {
            assert_points(pointer, *fault, &value);
            let other = serde_json::from_slice::<Event>(body).expect_err("the text is refused");
            assert!(other.to_string().starts_with(&error.to_string()), "{other}, {error}");
        }
        (EventError::NotJson { line, column }, Err(other)) => {
            let place = (other.line(), other.column());
            assert!(place == (*line, *column) || str::from_utf8(body).is_err(), "{other}, {error}");
        }
        (EventError::TooManyValues { limit }, _) => {
            assert!(*limit < 1 + body.iter().filter(|byte| b",[{".contains(byte)).count());
        }
        (EventError::TooDeep { limit }, _) => {
            assert!(*limit < body.iter().filter(|byte| b"[{".contains(byte)).count());
        }
        (_, Ok(_)) => panic!("JSON was refused: {error}"),
        (_, Err(other)) => panic!("what is not JSON ({other}) was refused as {error}"),
    }
    assert_answered(error);
}

/// The pointer leads to what is wrong, by fields of the model alone.
fn assert_points(pointer: &str, fault: FaultKind, value: &Value) {
    const FIELDS: &[&str] = &[
        "event_type",
        "timestamp",
        "webhook_id",
        "webhook_name",
        "status",
        "mo",
        "link_hit",
        "opt_out",
        "type",
        "id",
        "sender",
        "recipient",
        "message",
        "message_ref",
        "routed_via",
        "description",
        "campaign_id",
        "subject",
        "media",
        "name",
        "content",
        "last_message",
        "content_type",
        "url",
        "hits",
        "source",
        "source_message",
        "content_urls",
        "text",
        "location",
        "lat",
        "long",
        "address",
        "file",
        "video",
        "audio",
        "image",
        "caption",
        "reply",
        "title",
        "sticker",
        "button",
        "payload",
        "reaction",
        "action",
        "emoji",
        "contact",
        "formatted_name",
        "first_name",
        "last_name",
        "phones",
        "phone",
        "emails",
        "email",
    ];
    for step in pointer.split('/').skip(1) {
        assert!(FIELDS.contains(&step) || step.parse::<usize>().is_ok(), "{pointer}");
    }
    let there = value.pointer(pointer);
    match fault {
        FaultKind::Missing => {
            let blank =
                |value: &Value| [Value::Null, "".into(), Value::Array(vec![])].contains(value);
            assert!(there.is_none_or(blank), "{pointer} is there");
        }
        // Of a doubled key a value has the last alone, and perhaps not what is under the first.
        FaultKind::Duplicate => {}
        _ => assert!(there.is_some_and(|there| !there.is_null()), "{pointer} is not there"),
    }
}

/// The answer is of the status table, and says what the error says.
fn assert_answered(error: &EventError) {
    let answer = Answer::problem(&RejectionKind::NotAnEvent(error.clone()));
    let problem: Value = serde_json::from_slice(&answer.body).expect("a problem is JSON");
    let (status, name) = match error {
        EventError::TooManyValues { .. } => (413, "too-many-values"),
        EventError::TooDeep { .. } => (400, "too-deep"),
        EventError::NotJson { .. } => (400, "not-json"),
        EventError::NotAnEvent { .. } => (422, "not-an-event"),
        other => panic!("{other} is not in the table"),
    };
    assert_eq!(answer.status, status);
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], format!("urn:kudosity-webhook:problem:{name}"));
    assert_eq!(problem["detail"], error.to_string());
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}
