//! Media stays in the body that it came in, until it is asked for.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod event_samples;

use std::io;

use bytes::Bytes;
use event_samples::{assert_lossless, read_text, text, with};
use kudosity_webhook::event::{Event, MediaContent, MediaError};
use serde_json::json;

/// An MMS whose one picture is this token of JSON.
fn mms(token: &str) -> String {
    format!(
        r#"{{"event_type": "MMS_INBOUND", "timestamp": "2026-03-01T10:15:00Z", "mo": {{"type": "MMS", "id": "m-1",
        "sender": "61491570006", "recipient": "61491570156", "media": [{{"name": "a.bin", "content": {token}}}]}}}}"#
    )
}

fn content(token: &str) -> MediaContent {
    read_text(&mms(token)).unwrap().inbound().unwrap().media[0].content.clone()
}

/// Not a multiple of three, and more than one chunk.
fn bytes(len: usize) -> Vec<u8> {
    (0..len).map(|index| (index * 7 % 251) as u8).collect()
}

#[test]
fn media_points_into_the_body_and_keeps_it() {
    for (name, count) in [("mms_inbound", 2), ("mms_inbound_picture_only", 1)] {
        let body = Bytes::from(text(name).to_owned());
        let range = body.as_ptr_range();
        let event = Event::from_body(body.clone()).unwrap();
        let media = &event.inbound().unwrap().media;
        assert_eq!(media.len(), count);
        for item in media {
            assert!(range.contains(&item.content.encoded().as_ptr()), "{name}");
            assert!(!range.contains(&item.name.as_ref().unwrap().as_str().as_ptr()), "{name}");
        }
        assert!(!body.is_unique(), "{name}");
    }
}

#[test]
fn an_event_without_media_does_not_keep_its_body() {
    for name in ["sms_status", "sms_inbound", "link_hit", "opt_out"] {
        let body = Bytes::from(text(name).to_owned());
        let event = Event::from_body(body.clone()).unwrap();
        assert!(body.is_unique(), "{name}");
        drop(event);
    }
}

#[test]
fn media_that_is_dropped_lets_its_body_go() {
    let body = Bytes::from(text("mms_inbound").to_owned());
    let mut event = Event::from_body(body.clone()).unwrap();
    assert!(!body.is_unique());
    if let kudosity_webhook::event::Payload::Inbound(inbound) = &mut event.payload {
        inbound.media.clear();
    }
    assert!(body.is_unique());
}

#[test]
fn content_is_decoded_however_it_is_escaped() {
    let plain = bytes(1_000);
    let encoded = MediaContent::encode(&plain).encoded().into_owned();
    let unicode: String =
        encoded.chars().map(|char| format!("\\u{:04X}", u32::from(char))).collect();
    for token in [
        encoded.clone(),
        encoded.replace('/', "\\/"),
        encoded.replace('A', "\\u0041").replace('+', "\\u002b"),
        encoded.replace('B', "B\\r\\n"),
        format!("  {encoded}\\t"),
        encoded.trim_end_matches('=').to_owned(),
        unicode,
    ] {
        let content = content(&format!("\"{token}\""));
        assert_eq!(content.decode().unwrap(), plain, "{token}");
        assert_eq!(content.decoded_len(), plain.len(), "{token}");
        assert_lossless(&serde_json::from_str(&mms(&format!("\"{token}\""))).unwrap());
    }
}

#[test]
fn content_of_any_length_is_decoded_and_its_length_known() {
    for len in (0..50).chain([49_150, 49_151, 49_152, 49_153, 98_304, 200_000]) {
        let plain = bytes(len);
        let content = content(&format!("\"{}\"", MediaContent::encode(&plain).encoded()));
        assert_eq!(content.decoded_len(), len);
        assert_eq!(content.decode().unwrap(), plain);
        assert_eq!(content.is_empty(), len == 0);
    }
}

/// Takes no more than it says at once.
struct Bounded {
    most: usize,
    taken: usize,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        assert!(bytes.len() <= self.most);
        self.taken += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn content_is_written_in_chunks() {
    let content = MediaContent::encode(bytes(1 << 20));
    let mut writer = Bounded { most: 48 * 1024, taken: 0 };
    content.decode_to(&mut writer).unwrap();
    assert_eq!(writer.taken, 1 << 20);
}

#[test]
fn a_writer_that_is_full_is_an_error_of_its_own() {
    let mut room = [0; 4];
    let full = MediaContent::encode(b"too much").decode_to(&mut room.as_mut_slice());
    assert!(
        matches!(full, Err(MediaError::Write(error)) if error.kind() == io::ErrorKind::WriteZero)
    );
}

#[test]
fn what_is_not_base64_is_an_error_when_it_is_asked_for_and_not_before() {
    let long = MediaContent::encode(bytes(48 * 1024 - 1)).encoded().into_owned();
    for broken in [
        "not base64!",
        "QUJD*",
        "QQ==QQ==",
        "Q",
        "====",
        "é",
        "QUJD\u{0}",
        "\\",
        "\"",
        &(long + "QUJD"),
    ] {
        let event = with("mms_inbound_picture_only", "/mo/media/0/content", json!(broken));
        let event = Event::from_body(event.to_string().into()).unwrap();
        let content = &event.inbound().unwrap().media[0].content;
        assert!(matches!(content.decode(), Err(MediaError::NotBase64)), "{broken}");
        assert_eq!(content.encoded(), broken);
    }
    for token in [r#""QUJ\b""#, r#""QUJ\u0142""#, r#""QUJ\"""#, r#""QU\\J""#] {
        assert!(matches!(content(token).decode(), Err(MediaError::NotBase64)), "{token}");
    }
}

#[test]
fn the_kind_of_content_is_told_by_its_first_bytes() {
    for (first, kind) in [
        (b"\x89PNG\r\n\x1a\n".as_slice(), Some("image/png")),
        (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
        (b"GIF89a", Some("image/gif")),
        (b"At the corner.", None),
        (b"", None),
    ] {
        let mut whole = first.to_vec();
        assert_eq!(MediaContent::encode(&whole).media_type(), kind);
        whole.resize(100_000, 0);
        assert_eq!(MediaContent::encode(&whole).media_type(), kind);
        let escaped = MediaContent::encode(&whole).encoded().replace('/', "\\/");
        assert_eq!(content(&format!("\"{escaped}\"")).media_type(), kind);
    }
    assert_eq!(MediaContent::from("not base64!").media_type(), None);
}

#[test]
fn a_backslash_in_what_is_no_json_is_not_an_escape() {
    let content = MediaContent::from(r"QUJ\u0044");
    assert!(matches!(content.decode(), Err(MediaError::NotBase64)));
}

#[test]
fn content_is_compared_by_its_text() {
    assert_eq!(content(r#""a\/b=""#), MediaContent::from("a/b="));
    assert_eq!(content(r#""\u0061/b=""#), content(r#""a/b=""#));
    assert_ne!(content(r#""a/b=""#), content(r#""a/c=""#));
}

#[test]
fn a_body_read_within_a_part_of_a_larger_one_keeps_its_media_too() {
    let whole = Bytes::from(format!("{}{}", " ".repeat(100), text("mms_inbound")));
    let event = Event::from_body(whole.slice(100..)).unwrap();
    assert!(
        whole
            .as_ptr_range()
            .contains(&event.inbound().unwrap().media[0].content.encoded().as_ptr())
    );
    assert_eq!(event, read_text(text("mms_inbound")).unwrap());
}
