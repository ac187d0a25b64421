use memchr::memchr;

use super::EventError;

/// How deep a body may nest; the deepest event known has six levels.
pub(super) const MAX_DEPTH: usize = 64;

/// How many brackets are counted at once: no more than a byte can hold.
const CHUNK: usize = 240;
const _: () = assert!(CHUNK <= u8::MAX as usize);

/// Refuses a JSON text of too many values, or that nests too deep, before anything is built from it.
///
/// A text of eight MiB can hold four million values, each of which takes many times its size in
/// memory once it is built. The count is exact for well-formed JSON; whether the text *is*
/// well-formed is left to the parser.
pub(super) fn within_limits(text: &str, max_values: usize) -> Result<(), EventError> {
    let bytes = text.as_bytes();
    if is_surely_within_limits(bytes, max_values) { Ok(()) } else { count(bytes, max_values) }
}

/// Whether a text is too short to hold too many values, each of which but the last takes two bytes or
/// more, and has too few brackets to be too deep, even if those in strings should count. Nearly every
/// event is.
fn is_surely_within_limits(bytes: &[u8], max_values: usize) -> bool {
    bytes.len().div_ceil(2) <= max_values
        && bytes.chunks(CHUNK).map(opening_brackets).sum::<usize>() <= MAX_DEPTH
}

/// Counts in a byte, so that a processor can take many bytes at a time.
fn opening_brackets(chunk: &[u8]) -> usize {
    let count: u8 = chunk.iter().map(|byte| u8::from(matches!(byte, b'[' | b'{'))).sum();
    usize::from(count)
}

/// Counts the values of a text and how deep they nest. Strings are passed at memory speed, and the
/// time is linear whatever they hold.
fn count(bytes: &[u8], max_values: usize) -> Result<(), EventError> {
    let mut scan = Scan { values: 1, depth: 0, opened: false };
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte.is_ascii_whitespace() {
            continue;
        }
        scan.take(byte);
        if scan.values > max_values {
            return Err(EventError::TooManyValues { limit: max_values });
        }
        if scan.depth > MAX_DEPTH {
            return Err(EventError::TooDeep { limit: MAX_DEPTH });
        }
        if byte == b'"' {
            at = end_of_string(bytes, at);
        }
    }
    Ok(())
}

struct Scan {
    values: usize,
    depth: usize,
    /// The last token opened a container.
    opened: bool,
}

impl Scan {
    /// A container's first value is seen by its beginning, each further one by its comma.
    fn take(&mut self, byte: u8) {
        let closes = matches!(byte, b']' | b'}');
        if (self.opened && !closes) || byte == b',' {
            self.values += 1;
        }
        self.opened = matches!(byte, b'[' | b'{');
        if self.opened {
            self.depth += 1;
        } else if closes {
            self.depth = self.depth.saturating_sub(1);
        }
    }
}

/// Where the string that begins at `start` is over: behind its quote, or the end of the text.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut from = start;
    while let Some(rest) = bytes.get(from..)
        && let Some(found) = memchr(b'"', rest)
    {
        let quote = from + found;
        let before = bytes.get(start..quote).unwrap_or_default();
        let backslashes = before.iter().rev().take_while(|byte| **byte == b'\\').count();
        if backslashes % 2 == 0 {
            return quote + 1;
        }
        from = quote + 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each text holds exactly so many values.
    const COUNTED: &[(&str, usize)] = &[
        ("0", 1),
        ("\"\"", 1),
        ("[]", 1),
        ("[ \n ]", 1),
        ("{}", 1),
        ("[0]", 2),
        ("[[]]", 2),
        ("[[],[]]", 3),
        ("[0, 1, 2]", 4),
        (r#"{"a": 1}"#, 2),
        (r#"{"a": {"b": [true, null]}, "c": "d"}"#, 6),
        (r#"["a,b[{", "c\",d", "\\", "e,\\\"f,"]"#, 5),
        (r#"{"a,": "[,"}"#, 2),
        (r#"["\",[[,"]"#, 2),
        (r#"["\\", 0]"#, 3),
    ];

    #[test]
    fn values_are_counted_exactly() {
        for (text, count) in COUNTED {
            assert_eq!(within_limits(text, *count), Ok(()), "{text}");
            let refused = within_limits(text, count - 1);
            assert_eq!(refused, Err(EventError::TooManyValues { limit: count - 1 }), "{text}");
        }
    }

    #[test]
    fn what_is_passed_without_counting_would_be_passed_by_counting() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        let mut texts: Vec<String> = COUNTED.iter().map(|(text, _)| (*text).to_owned()).collect();
        texts.extend([MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1].map(nested));
        texts.extend([300, 3_000].map(|count| format!("[{}0]", "0,".repeat(count))));
        let mut passed = 0;
        for text in &texts {
            for max_values in (0..80).chain([299, 300, 301, 302, 3_001, 3_002]) {
                if is_surely_within_limits(text.as_bytes(), max_values) {
                    passed += 1;
                    assert_eq!(count(text.as_bytes(), max_values), Ok(()), "{max_values} {text}");
                }
            }
        }
        assert!(passed > 100);
    }

    #[test]
    fn brackets_are_counted_however_many_there_are() {
        for length in [1, CHUNK - 1, CHUNK, CHUNK + 1, 300] {
            let text = "[".repeat(length);
            let passed = is_surely_within_limits(text.as_bytes(), usize::MAX);
            assert_eq!(passed, length <= MAX_DEPTH, "{length}");
        }
    }

    #[test]
    fn the_deepest_level_allowed_is_passed_and_the_next_is_refused() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert_eq!(within_limits(&nested(MAX_DEPTH), 1_000), Ok(()));
        let refused = Err(EventError::TooDeep { limit: MAX_DEPTH });
        assert_eq!(within_limits(&nested(MAX_DEPTH + 1), 1_000), refused);
    }

    #[test]
    fn levels_side_by_side_are_not_depth() {
        let text = format!("[{}0]", "[[]],".repeat(200));
        assert_eq!(within_limits(&text, 1_000), Ok(()));
    }

    #[test]
    fn a_text_that_is_no_json_is_left_to_the_parser() {
        for text in ["", "]]]]", "\"never closed", r#"["\"#, "{,}", "\u{feff}{}"] {
            assert_eq!(within_limits(text, 10), Ok(()), "{text}");
        }
    }

    #[test]
    fn a_string_of_escaped_quotes_is_passed_in_linear_time() {
        let text = format!("\"{}\"", r#"\""#.repeat(4 << 20));
        assert_eq!(within_limits(&text, 1), Ok(()));
        let text = format!("\"{}\"", r"\\".repeat(4 << 20));
        assert_eq!(within_limits(&text, 1), Ok(()));
    }
}
