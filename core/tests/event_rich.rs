//! Rich content is typed where it fits its kind, and kept as it came where it does not.

mod event_samples;

use event_samples::{assert_lossless, fault_at, read, read_text, text, with};
use kudosity_webhook::event::{Content, ContentType, FaultKind};
use serde_json::{Value, json};

fn fitting() -> Vec<Value> {
    vec![
        json!({"text": {"message": "See you"}}),
        json!({"location": {"lat": -33.8568, "long": 151, "name": "The corner", "address": "1 Example Street"}}),
        json!({"location": {"lat": 0, "long": 0.10}}),
        json!({"file": {"url": "https://files.example/a.pdf", "name": "a.pdf"}}),
        json!({"video": {"url": "https://files.example/a.mp4"}}),
        json!({"audio": {"url": "https://files.example/a.ogg"}}),
        json!({"sticker": {"url": "https://files.example/a.webp", "name": "wave"}}),
        json!({"image": {"url": "https://files.example/a.jpg", "name": "a.jpg", "caption": "The view"}}),
        json!({"reply": {"id": "1", "title": "Yes", "description": "I will come"}}),
        json!({"button": {"text": "Book", "payload": "book:6"}}),
        json!({"reaction": {"action": "react", "emoji": "👍"}}),
        json!({"contact": {
            "name": {"formatted_name": "Kim Example", "first_name": "Kim", "last_name": "Example"},
            "phones": [{"phone": "447700900123", "type": "CELL"}, {"phone": "447700900124"}],
            "emails": [{"email": "kim@mail.example", "type": "HOME"}]
        }}),
        json!({"contact": {}}),
    ]
}

#[test]
fn content_of_every_kind_is_typed_and_written_again() {
    for content in fitting() {
        let sample = with("rcs_inbound", "/mo/content", content.clone());
        let event = read(&sample).unwrap();
        assert!(
            !matches!(event.inbound().unwrap().content, Some(Content::Other(_)) | None),
            "{content}"
        );
        assert_lossless(&sample);
    }
}

#[test]
fn new_fields_of_content_are_kept() {
    for mut content in fitting() {
        let (_, inner) = content.as_object_mut().unwrap().iter_mut().next().unwrap();
        inner["new"] = json!([{"a": 1e-7}]);
        let sample = with("rcs_inbound", "/mo/content", content);
        assert!(!matches!(
            read(&sample).unwrap().inbound().unwrap().content,
            Some(Content::Other(_))
        ));
        assert_lossless(&sample);
    }
}

#[test]
fn content_that_does_not_fit_is_kept_and_never_refused() {
    for content in [
        json!({}),
        json!(5),
        json!("text"),
        json!([{"text": {"message": "See you"}}]),
        json!({"text": "See you"}),
        json!({"text": {}}),
        json!({"text": null}),
        json!({"TEXT": {"message": "See you"}}),
        json!({"location": {"lat": "-33.8568", "long": 151}}),
        json!({"reply": {"id": 1}}),
        json!({"image": {"url": "https://files.example/a.jpg", "caption": 5}}),
        json!({"contact": {"phones": ["447700900123"]}}),
        json!({"poll": {"question": "When?"}}),
        json!({"text": {"message": "See you"}, "button": {"text": "Book", "payload": "b"}}),
    ] {
        let sample = with("rcs_inbound", "/mo/content", content.clone());
        let event = read(&sample).unwrap();
        assert_eq!(event.inbound().unwrap().content, Some(Content::Other(content)));
        assert_lossless(&sample);
    }
}

#[test]
fn a_place_is_given_as_the_numbers_that_came_and_as_floats() {
    let event = read_text(text("whatsapp_inbound")).unwrap();
    let inbound = event.inbound().unwrap();
    assert_eq!(inbound.content_type, Some(ContentType::Location.into()));
    let Some(Content::Location(place)) = &inbound.content else { panic!("{inbound:?}") };
    assert_eq!((place.latitude(), place.longitude()), (Some(-33.8568), Some(151.2153)));
    assert_eq!(place.lat.to_string(), "-33.8568");
    assert_eq!(place.name.as_deref(), Some("The corner"));
}

#[test]
fn content_that_is_not_what_its_type_says_is_what_is_there() {
    let sample = with("rcs_inbound", "/mo/content_type", json!("IMAGE"));
    let event = read(&sample).unwrap();
    assert!(matches!(event.inbound().unwrap().content, Some(Content::Reply(_))));
    assert_lossless(&sample);
}

#[test]
fn empty_optional_fields_of_content_are_none_as_everywhere() {
    for content in [
        json!({"image": {"url": "https://files.example/a.jpg", "name": [], "caption": ""}}),
        json!({"contact": {"name": "", "phones": [], "emails": null}}),
        json!({"contact": {"phones": ""}}),
        json!({"reaction": {"action": "unreact", "emoji": null}}),
    ] {
        let sample = with("rcs_inbound", "/mo/content", content.clone());
        let event = read(&sample).unwrap();
        let typed = &event.inbound().unwrap().content;
        assert!(!matches!(typed, Some(Content::Other(_)) | None), "{content}");
        let written = serde_json::to_value(&event).unwrap();
        assert_eq!(read(&written).as_ref(), Ok(&event), "{content}");
    }
}

#[test]
fn a_field_that_is_there_twice_in_content_is_refused_where_it_is() {
    for (content, pointer) in [
        (r#"{"text": {"message": "a", "message": "b"}}"#, "/mo/content/text/message"),
        (r#"{"text": {"message": "a"}, "text": {"message": "b"}}"#, "/mo/content/text"),
        (
            r#"{"audio": {"url": [], "url": "https://files.example/a.ogg"}}"#,
            "/mo/content/audio/url",
        ),
        (
            r#"{"contact": {"name": {"first_name": "a", "first_name": "b"}}}"#,
            "/mo/content/contact/name/first_name",
        ),
        (
            r#"{"contact": {"phones": [{"phone": 5}], "phones": [{"phone": "12345"}]}}"#,
            "/mo/content/contact/phones",
        ),
        // Also where it would not fit for another reason.
        (r#"{"location": {"lat": 1, "lat": 2, "long": "x"}}"#, "/mo/content/location/lat"),
        (
            r#"{"contact": {"phones": [{"phone": "1"}, {"phone": "1", "phone": "2"}]}}"#,
            "/mo/content/contact/phones/1/phone",
        ),
    ] {
        let sample = with("rcs_inbound", "/mo/content", json!("HERE")).to_string();
        let refused = read_text(&sample.replace("\"HERE\"", content));
        assert_eq!(refused, fault_at(pointer, FaultKind::Duplicate), "{content}");
    }
}
