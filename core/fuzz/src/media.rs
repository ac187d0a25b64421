//! What holds of all media content: however it is asked for, it is the same, and what base64 says.

use std::io::{self, Write};

use arbitrary::{Result, Unstructured};
use kudosity_webhook::event::{Event, MediaContent, MediaError};

/// Checks content that is made of choices where the first byte is zero, and else the token of a JSON
/// string with these bytes between its quotes.
pub fn check(data: &[u8]) {
    let text = match data {
        [0, choices @ ..] => content(&mut Unstructured::new(choices)).unwrap_or_default(),
        raw => String::from_utf8_lossy(raw).into_owned(),
    };
    check_token(&format!("\"{text}\""));
}

/// Base64 with escapes, spaces and faults, that can be longer than what is decoded at once.
fn content(choices: &mut Unstructured<'_>) -> Result<String> {
    const PIECES: &[&str] = &[
        "QUJD",
        "iVBORw0KGgo",
        "Q",
        "/9j/",
        "+",
        "\\/",
        "\\u0041",
        "\\u002B",
        " ",
        "\\n",
        "\\r\\n",
        "\\t",
        "=",
        "==",
        "\\u003d",
        "\\f",
        "\\b",
        "\\u0142",
        "\\\"",
        "\\\\",
        "-_",
        "é",
        "\u{b}",
    ];
    let count = choices.int_in_range(0..=24)?;
    (0..count)
        .map(|_| {
            let piece = choices.choose(PIECES)?;
            let times: usize = match choices.int_in_range(0..=255)? {
                0..=239_u8 => 1,
                240..=251 => choices.int_in_range(0..=64)?,
                _ => choices.int_in_range(0..=20_000)?,
            };
            Ok(piece.repeat(times))
        })
        .collect()
}

/// Checks the content that a token of JSON stands for, if it is one of a string.
pub fn check_token(token: &str) {
    let mut strings = serde_json::Deserializer::from_str(token).into_iter::<String>();
    let Some(Ok(text)) = strings.next() else {
        assert!(in_body(token).is_none(), "it is no string");
        return;
    };
    if strings.byte_offset() < token.len() {
        // A quote ends it early, and what follows may be fields of the body: that is for `parse`.
        return;
    }
    let plain = MediaContent::from(text.as_str());
    let content = in_body(token).expect("a string is content");
    // In an event, content with nothing in it is none.
    assert_eq!(content.encoded(), text);
    assert_eq!(content, plain);
    assert_eq!(content.is_empty(), text.is_empty());
    assert_eq!(content.media_type(), plain.media_type());
    let expected = decoded(&text);
    for content in [&content, &plain] {
        check_decoded(content, expected.as_deref());
    }
}

fn check_decoded(content: &MediaContent, expected: Option<&[u8]>) {
    let decoded = content.decode();
    let mut written = Chunks::default();
    let streamed = content.decode_to(&mut written);
    let Some(expected) = expected else {
        assert!(matches!(decoded, Err(MediaError::NotBase64)));
        assert!(matches!(streamed, Err(MediaError::NotBase64)));
        return;
    };
    assert_eq!(decoded.expect("it is base64"), expected);
    streamed.expect("it is base64");
    assert_eq!(written.0, expected);
    assert_eq!(content.decoded_len(), expected.len());

    let mut full = expected.to_vec();
    assert!(content.decode_to(&mut full.as_mut_slice()).is_ok());
    if let Some((_, less)) = full.split_first_mut() {
        assert!(matches!(content.decode_to(&mut &mut *less), Err(MediaError::Write(_))));
    }
}

/// What the text is in base64 by its standard, in one piece: white space is passed over, and padding
/// may be absent.
fn decoded(text: &str) -> Option<Vec<u8>> {
    base64_simd::forgiving_decode_to_vec(text.as_bytes()).ok()
}

/// The content as it is read from a body.
fn in_body(token: &str) -> Option<MediaContent> {
    let body = format!(
        r#"{{"event_type":"MMS_INBOUND","timestamp":"2026-03-01T10:15:00Z","mo":{{"type":"MMS","id":"m-1",
        "sender":"61491570006","recipient":"61491570156","media":[{{"content":{token}}}]}}}}"#
    );
    let event = Event::from_body(body.into()).ok()?;
    Some(event.inbound()?.media.first()?.content.clone())
}

/// What is written, in pieces that are not large.
#[derive(Default)]
struct Chunks(Vec<u8>);

impl Write for Chunks {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        assert!(chunk.len() <= 48 * 1024, "{} bytes at once", chunk.len());
        self.0.extend_from_slice(chunk);
        Ok(chunk.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
