//! Pieces of JSON, ordinary and odd.

use arbitrary::{Result, Unstructured};

/// Stands in every text that must not be shown, and in nothing else.
pub(crate) const MARK: &str = "Zq9";

/// A number that must not be shown whole.
pub(crate) const NUMBER: &str = "61491570006";

/// The keys of the model, and some that are not.
const KEYS: &[&str] = &[
    "new",
    "type",
    "id",
    "sender",
    "recipient",
    "status",
    "message",
    "message_ref",
    "mo",
    "media",
    "content",
    "link_hit",
    "source_message",
    "opt_out",
    "webhook_id",
    "hits",
    "contact",
    "phones",
    "Zq9 key",
    "",
    "a/b~c",
    "\\u0000",
    "\\u0069d",
    "extra",
    "fields",
    "payload",
    "Type",
];

const STRINGS: &[&str] = &[
    r#""Zq9 and so on""#,
    r#""""#,
    r#""SENT""#,
    r#""sms""#,
    r#""\u0000""#,
    r#""\ud83d\ude00""#,
    r#""Zq9 é😀""#,
    r#""a\/b\n\"\\""#,
    r#""61491570006""#,
    r#""2026-02-03T04:05:06Z""#,
    r#""{\"a\": [1]}""#,
    "\"\u{202e}\u{7f}\"",
];

const SCALARS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-0.0",
    "1",
    "-1",
    "1.0",
    "1.50",
    "1e2",
    "1E+2",
    "1e-7",
    "5e-324",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "-9223372036854775809",
    "9007199254740993",
    "123456789012345678901234567890",
    "3.14159265358979323846264338",
];

/// What is no value, or none to some.
const BROKEN: &[&str] = &[
    r#""\ud800""#,
    r#""Zq9 \udc00x""#,
    "\"\n\"",
    r#""\x""#,
    "01",
    "1.",
    "+1",
    "tru",
    "NaN",
    "1e400",
    "-",
    "\"",
    "",
];

/// Whether something out of the ordinary is to be: never once the choices have run out.
pub(crate) fn odd(choices: &mut Unstructured<'_>, one_in: u8) -> Result<bool> {
    Ok(choices.int_in_range(1..=one_in)? == one_in)
}

pub(crate) fn one_of(choices: &mut Unstructured<'_>, pieces: &[&str]) -> Result<String> {
    choices.choose(pieces).map(|piece| (*piece).to_owned())
}

/// What was chosen, or else a string of whatever characters.
pub(crate) fn text_of(choices: &mut Unstructured<'_>, ordinary: &[&str]) -> Result<String> {
    if odd(choices, 8)? {
        let length = choices.int_in_range(0..=40)?.min(choices.len());
        let text = String::from_utf8_lossy(choices.bytes(length)?).into_owned();
        return Ok(serde_json::Value::from(text).to_string());
    }
    one_of(choices, ordinary)
}

/// Null, an empty string or an empty list.
pub(crate) fn blank(choices: &mut Unstructured<'_>) -> Result<String> {
    one_of(choices, &["null", r#""""#, "[]"])
}

/// Any value, nested at most so deep.
pub(crate) fn anything(choices: &mut Unstructured<'_>, depth: u8) -> Result<String> {
    if odd(choices, 100)? {
        return one_of(choices, BROKEN);
    }
    let kind = choices.int_in_range(0..=if depth == 0 { 4 } else { 8 })?;
    Ok(match kind {
        0..=2 => text_of(choices, STRINGS)?,
        3 => one_of(choices, SCALARS)?,
        4 => blank(choices)?,
        5 | 6 => list(choices, depth - 1)?,
        _ => object(choices, depth - 1)?,
    })
}

fn list(choices: &mut Unstructured<'_>, depth: u8) -> Result<String> {
    if odd(choices, 64)? {
        let levels = choices.int_in_range(50..=70)?;
        return Ok("[".repeat(levels) + &"]".repeat(levels));
    }
    if odd(choices, 200)? {
        let zeros = choices.int_in_range(9_900..=10_050)?;
        return Ok(format!("[{}0]", "0,".repeat(zeros)));
    }
    let length = choices.int_in_range(0..=3)?;
    let items: Result<Vec<_>> = (0..length).map(|_| anything(choices, depth)).collect();
    Ok(format!("[{}]", items?.join(",")))
}

fn object(choices: &mut Unstructured<'_>, depth: u8) -> Result<String> {
    let length = choices.int_in_range(0..=3)?;
    let members: Result<Vec<_>> = (0..length).map(|_| new_member(choices, depth)).collect();
    Ok(format!("{{{}}}", members?.join(",")))
}

/// A member that may be the model's or not.
pub(crate) fn new_member(choices: &mut Unstructured<'_>, depth: u8) -> Result<String> {
    let key = choices.choose(KEYS)?;
    Ok(format!("\"{key}\":{}", anything(choices, depth)?))
}
