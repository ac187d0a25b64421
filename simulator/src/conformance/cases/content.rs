use kudosity_webhook::EventType;
use serde_json::{Value, json};

use super::edit::{body, event, parsed, sample, with, without};
use crate::conformance::Endpoint;
use crate::conformance::{Case, Shape};

/// Rich content and media.
pub(super) fn cases(to: &Endpoint) -> Vec<Case> {
    let fitting = fitting().into_iter().map(|(kind, content)| {
        let name = format!("content of the kind {kind}");
        rich(to, name, kind, content)
    });
    let unfitting = unfitting()
        .into_iter()
        .map(|(name, kind, content)| rich(to, name.to_owned(), kind, content));
    fitting.chain(unfitting).chain(media(to)).collect()
}

fn rich(to: &Endpoint, name: String, kind: &str, content: Value) -> Case {
    let event = with(&event(EventType::WhatsappInbound), "/mo/content_type", kind);
    let event = with(&event, "/mo/content", content);
    Case::accepted(name, to.delivery(body(&event)), event, Shape::Inbound)
}

fn fitting() -> Vec<(&'static str, Value)> {
    let url = "https://media.example.com/7f";
    vec![
        ("TEXT", json!({"text": {"message": " Ta! 🙏"}})),
        ("LOCATION", json!({"location": {"lat": -33.856_8, "long": 151, "name": "Steps"}})),
        ("FILE", json!({"file": {"url": url, "name": "quote.pdf"}})),
        ("VIDEO", json!({"video": {"url": url}})),
        ("AUDIO", json!({"audio": {"url": url, "name": "note.ogg"}})),
        ("IMAGE", json!({"image": {"url": url, "name": "leak.jpg", "caption": "Under the sink"}})),
        ("REPLY", json!({"reply": {"id": "2", "title": "Later", "description": "After six"}})),
        ("STICKER", json!({"sticker": {"url": url}})),
        ("BUTTON", json!({"button": {"text": "Call me", "payload": "call:61491570006"}})),
        ("REACTION", json!({"reaction": {"action": "react", "emoji": "👍🏽"}})),
        (
            "CONTACT",
            json!({"contact": {
                "name": {"formatted_name": "Ana Example", "first_name": "Ana", "last_name": "Example"},
                "phones": [{"phone": "+61 491 570 157", "type": "CELL"}, {"phone": "61491570158"}],
                "emails": [{"email": "ana@example.com", "type": "HOME"}],
            }}),
        ),
    ]
}

/// Rich content that does not fit is kept as it came, never a reason to refuse the message.
fn unfitting() -> Vec<(&'static str, &'static str, Value)> {
    let url = "https://media.example.com/7f";
    vec![
        ("content of an unknown kind", "POLL", json!({"poll": {"title": "Six or seven?"}})),
        ("content of another kind than announced", "IMAGE", json!({"text": {"message": "x"}})),
        ("content of two kinds", "IMAGE", json!({"image": {"url": url}, "text": {"message": "x"}})),
        (
            "content without what its kind requires",
            "LOCATION",
            json!({"location": {"name": "Steps"}}),
        ),
        ("content that is a string in its kind", "IMAGE", json!({"image": url})),
        ("content that is null in its kind", "IMAGE", json!({"image": null})),
        (
            "content with a field of the wrong type",
            "FILE",
            json!({"file": {"url": url, "name": 7}}),
        ),
        (
            "content with degrees in words",
            "LOCATION",
            json!({"location": {"lat": "S 33", "long": "E"}}),
        ),
        ("content with unknown fields", "STICKER", json!({"sticker": {"url": url, "set": [1, 2]}})),
        ("a contact with unknown fields", "CONTACT", {
            json!({"contact": {"org": "Ex", "phones": [{"phone": "61491570157", "wa": true}]}})
        }),
        ("a contact that is a list", "CONTACT", json!({"contact": [{"phones": []}]})),
        ("an empty content", "TEXT", json!({})),
        ("content that is a text", "TEXT", json!("Ta!")),
        ("content that is a list", "TEXT", json!([{"text": {"message": "Ta!"}}])),
        ("a kind in lower case", "text", json!({"text": {"message": "Ta!"}})),
    ]
}

fn media(to: &Endpoint) -> Vec<Case> {
    let plain = sample(EventType::MmsInbound);
    let escaped = plain.replace('/', r"\/");
    let unpadded = plain.replace("=\"", "\"");
    let as_it_came = parsed(&unpadded);
    let accepted = |name: &str, body: String, expected: Value| {
        Case::accepted(name, to.delivery(body), expected, Shape::Inbound)
    };
    let photo = with(&event(EventType::MmsInbound), "/mo/media", photo());
    let alone = ["/mo/message", "/mo/last_message", "/mo/subject"]
        .iter()
        .fold(photo.clone(), |event, pointer| without(&event, pointer));
    vec![
        accepted("media with escaped slashes", escaped, parsed(plain)),
        accepted("media that is not padded", unpadded, as_it_came),
        accepted("a photo of 150 kB", photo.to_string(), photo),
        accepted("a picture alone", alone.to_string(), alone),
    ]
}

/// A list of one photo, as large as one that was seen live.
fn photo() -> Value {
    let content = base64_simd::STANDARD
        .encode_to_string(b"\xff\xd8\xff\xe0 not really a photo ".repeat(6_250));
    json!([{"name": "photo.jpg", "content": content}])
}
