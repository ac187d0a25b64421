use std::io::{self, Write};

use serde_json::{Map, Number, Value};

/// Writes a value as canonical JSON (RFC 8785), with one difference: a whole number of 64 bits
/// keeps all its digits.
///
/// The standard knows numbers as doubles, so that `9007199254740993` and `9007199254740992` would
/// be one text; ids beyond 2^53 are real, and two of them must not become one. Nothing here depends
/// on the features of serde_json: what is no whole number of 64 bits is a double, also where its
/// digits were kept, and a number too large for one is its digits.
pub(super) fn write(value: &Value, out: &mut impl Write) -> io::Result<()> {
    match value {
        Value::Object(map) => write_object(map, out),
        Value::Array(items) => {
            out.write_all(b"[")?;
            for (index, item) in items.iter().enumerate() {
                separate(index, out)?;
                write(item, out)?;
            }
            out.write_all(b"]")
        }
        Value::Number(number) => write_number(number, out),
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(serde_json::to_writer(out, value)?),
    }
}

/// The members in the order of their keys as UTF-16.
fn write_object(map: &Map<String, Value>, out: &mut impl Write) -> io::Result<()> {
    let mut members: Vec<_> = map.iter().collect();
    members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
    out.write_all(b"{")?;
    for (index, (key, value)) in members.into_iter().enumerate() {
        separate(index, out)?;
        serde_json::to_writer(&mut *out, key)?;
        out.write_all(b":")?;
        write(value, out)?;
    }
    out.write_all(b"}")
}

fn separate(index: usize, out: &mut impl Write) -> io::Result<()> {
    if index == 0 { Ok(()) } else { out.write_all(b",") }
}

fn write_number(number: &Number, out: &mut impl Write) -> io::Result<()> {
    if let Some(unsigned) = number.as_u64() {
        return write!(out, "{unsigned}");
    }
    if let Some(signed) = number.as_i64() {
        return write!(out, "{signed}");
    }
    match number.as_f64().filter(|double| double.is_finite()) {
        Some(double) => out.write_all(ryu_js::Buffer::new().format_finite(double).as_bytes()),
        None => write!(out, "{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        let mut out = Vec::new();
        write(&serde_json::from_str(text).unwrap(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_are_written_in_one_way_only() {
        for (text, written) in [
            (r#"{ "b": [ ], "a": { } }"#, r#"{"a":{},"b":[]}"#),
            (
                r#"[null, true, false, "\u0041\/\n\u001f\u007f\u20ac"]"#,
                "[null,true,false,\"A/\\n\\u001f\u{7f}€\"]",
            ),
            // By UTF-16 a character beyond the basic plane comes before U+FB33.
            (
                "{\"\u{fb33}\": 1, \"\u{1f600}\": 2, \"1\": 3}",
                "{\"1\":3,\"\u{1f600}\":2,\"\u{fb33}\":1}",
            ),
        ] {
            assert_eq!(canonical(text), written);
        }
    }

    #[test]
    fn numbers_are_written_as_ecmascript_does() {
        for (text, written) in [
            ("0", "0"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("1.0", "1"),
            ("1e2", "100"),
            ("-1.50", "-1.5"),
            ("1e21", "1e+21"),
            ("1e-7", "1e-7"),
            ("0.000001", "0.000001"),
            ("333333333.33333329", "333333333.3333333"),
            ("123456789012345678901234567890", "1.2345678901234568e+29"),
        ] {
            assert_eq!(canonical(text), written, "{text}");
        }
    }

    #[test]
    fn whole_numbers_that_a_double_cannot_tell_apart_stay_two() {
        for digits in
            ["9007199254740992", "9007199254740993", "18446744073709551615", "-9223372036854775807"]
        {
            assert_eq!(canonical(digits), digits);
        }
    }
}
