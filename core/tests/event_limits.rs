//! What is no JSON, or more of it than an event can be, is refused before anything is built.

mod event_samples;

use bytes::Bytes;
use event_samples::{assert_lossless, read, read_text, text, with};
use kudosity_webhook::event::{DEFAULT_MAX_VALUES, Event, EventError};
use serde_json::json;

fn not_json(line: usize, column: usize) -> Result<Event, EventError> {
    Err(EventError::NotJson { line, column })
}

#[test]
fn what_is_no_json_is_refused_with_its_place() {
    for (body, line, column) in [
        ("", 1, 0),
        ("{", 1, 1),
        ("\u{feff}{}", 1, 1),
        ("{} {}", 1, 4),
        ("{\n  \"event_type\": \"SMS_STATUS\"\n  \"timestamp\": 5\n}", 3, 3),
        ("{\"a\": tru}", 1, 10),
        ("{\"a\": 'b'}", 1, 7),
        ("{\"a\": 1,}", 1, 9),
        ("{\"a\": \"\u{1}\"}", 1, 8),
    ] {
        assert_eq!(read_text(body), not_json(line, column), "{body:?}");
    }
}

#[test]
fn a_sample_with_a_misplaced_quote_or_a_missing_brace_is_refused() {
    for (name, printed, broken, line) in [
        ("link_hit", "https://cafe.example/book?t=6\"", "<https://cafe.example/book?t=6\">", 7),
        ("opt_out", "STOP to opt out\"", "STOP <https://s.example/Ef56\">", 13),
        ("mms_inbound_picture_only", "}\n    ]", "]", 15),
    ] {
        let body = text(name).replacen(printed, broken, 1);
        assert_ne!(body, text(name));
        let Err(EventError::NotJson { line: found, .. }) = read_text(&body) else {
            panic!("{name}")
        };
        assert_eq!(found, line, "{name}");
    }
}

#[test]
fn what_is_not_utf_8_is_refused_with_the_place_of_its_first_bad_byte() {
    assert_eq!(Event::from_body(Bytes::from_static(b"{\n \"a\": \"\xff\"}")), not_json(2, 8));
    assert_eq!(Event::from_body(Bytes::from_static(b"\xff")), not_json(1, 1));
}

#[test]
fn half_a_surrogate_pair_is_no_text_wherever_it_is() {
    for (name, place) in [
        ("sms_status", "\"booking:"),
        ("sms_status", "\"orders"),
        ("mms_inbound", "\"iVBOR"),
        ("mms_inbound", "\"place.png"),
        ("rcs_inbound", "\"By the"),
    ] {
        let body = text(name).replacen(place, &format!("\"\\ud83d{}", &place[1..]), 1);
        assert_ne!(body, text(name));
        assert!(matches!(read_text(&body), Err(EventError::NotJson { .. })), "{name} {place}");
    }
}

#[test]
fn a_million_values_are_refused_wherever_they_are() {
    let refused = Err(EventError::TooManyValues { limit: DEFAULT_MAX_VALUES });
    let keys: String = (0..1_000_000).map(|index| format!("\"k{index}\": 0, ")).collect();
    assert_eq!(read_text(&text("sms_status").replacen('{', &format!("{{{keys}"), 1)), refused);
    for item in ["0", "[]", "{}", "\"\"", "{\"a\":0}"] {
        let list = vec![item; (8 << 20) / (item.len() + 1)].join(",");
        let body = text("sms_status").replacen('{', &format!("{{\"new\": [{list}],"), 1);
        assert_eq!(read_text(&body), refused, "{item}");
    }
}

#[test]
fn as_many_values_as_allowed_are_read() {
    // The sample's own values, and the list itself.
    let count = |text: &str| text.matches(':').count() - text.matches("\"booking:").count() - 2;
    let own = 1 + count(text("sms_status")) + 1;
    let filled = |items: usize| with("sms_status", "/new", json!(vec![0; items]));
    assert!(read(&filled(DEFAULT_MAX_VALUES - own)).is_ok());
    let refused = Err(EventError::TooManyValues { limit: DEFAULT_MAX_VALUES });
    assert_eq!(read(&filled(DEFAULT_MAX_VALUES - own + 1)), refused);
}

#[test]
fn deep_nesting_is_refused_and_what_is_allowed_is_kept() {
    let nested = |levels: usize| {
        let list = "[".repeat(levels) + &"]".repeat(levels);
        text("sms_status").replacen('{', &format!("{{\"new\": {list},"), 1)
    };
    for levels in [64, 200, 5_000, 1_000_000] {
        assert_eq!(read_text(&nested(levels)), Err(EventError::TooDeep { limit: 64 }), "{levels}");
    }
    assert_lossless(&serde_json::from_str(&nested(63)).unwrap());
}

#[test]
fn a_reader_without_the_scan_refuses_deep_nesting_too() {
    let list = "[".repeat(5_000) + &"]".repeat(5_000);
    let body = text("sms_status").replacen('{', &format!("{{\"new\": {list},"), 1);
    assert!(serde_json::from_str::<Event>(&body).is_err());
}
