//! What belongs into the fields of the model: its words, texts, addresses and numbers.

use arbitrary::{Result, Unstructured};

use super::json::{odd, one_of, text_of};

pub(super) fn timestamp(choices: &mut Unstructured<'_>) -> Result<String> {
    const TIMESTAMPS: &[&str] = &[
        r#""2026-03-01T10:15:00Z""#,
        r#""2026-03-01T10:15:04.25Z""#,
        r#""2026-03-01T10:15:00.123456789Z""#,
        r#""2026-03-01T10:15:00.99999999999Z""#,
        r#""2026-03-01t20:15:00,1234567891+10:00""#,
        r#""9999-12-30T22:00:00Z""#,
        r#""-009999-01-02T01:59:59Z""#,
    ];
    const UNREADABLE: &[&str] =
        &[r#""2026-03-01T10:15:00""#, r#""2026-02-30T10:15:00Z""#, r#""soon""#];
    let timestamps = if odd(choices, 32)? { UNREADABLE } else { TIMESTAMPS };
    one_of(choices, timestamps)
}

pub(super) fn channel(choices: &mut Unstructured<'_>) -> Result<String> {
    one_of(choices, &[r#""SMS""#, r#""MMS""#, r#""rcs""#, r#""WHATSAPP""#, r#""FAX""#])
}

pub(super) fn status(choices: &mut Unstructured<'_>) -> Result<String> {
    text_of(
        choices,
        &[r#""SENT""#, r#""DELIVERED""#, r#""read""#, r#""SOFT_BOUNCE""#, r#""PARKED""#],
    )
}

pub(super) fn source(choices: &mut Unstructured<'_>) -> Result<String> {
    text_of(choices, &[r#""LINK_HIT""#, r#""SMS_INBOUND""#, r#""PORTAL""#])
}

pub(super) fn content_type(choices: &mut Unstructured<'_>) -> Result<String> {
    text_of(choices, &[r#""TEXT""#, r#""LOCATION""#, r#""Contact""#, r#""POLL""#])
}

pub(super) fn id(choices: &mut Unstructured<'_>) -> Result<String> {
    text_of(
        choices,
        &[r#""m-1""#, r#""alss-2way-1f2e3d4c-5b6a7988""#, r#""kLm3pQ@mmsc.example.com""#],
    )
}

pub(super) fn address(choices: &mut Unstructured<'_>) -> Result<String> {
    const ADDRESSES: &[&str] =
        &[r#""61491570006""#, r#""+61 491 570 006""#, r#""Corner_Cafe""#, r#""12345""#];
    text_of(choices, ADDRESSES)
}

pub(super) fn text(choices: &mut Unstructured<'_>) -> Result<String> {
    const TEXTS: &[&str] = &[
        r#""Zq9 at six? ""#,
        r#""Zq9 \ud83c\udfe0\n""#,
        r#""Zq9 \u0022 \/ \\""#,
        r#""Zq9 é🏠""#,
        r#""61491570006 Zq9""#,
    ];
    text_of(choices, TEXTS)
}

pub(super) fn base64(choices: &mut Unstructured<'_>) -> Result<String> {
    const CONTENTS: &[&str] =
        &[r#""iVBORw0KGgo=""#, r#""QUJD""#, r#""Q\u0055JD\/w==""#, r#""no base64""#];
    text_of(choices, CONTENTS)
}

pub(super) fn hits(choices: &mut Unstructured<'_>) -> Result<String> {
    const TOO_MUCH: &[&str] = &["1.0", "-1", "18446744073709551616", "1e3"];
    let hits = if odd(choices, 16)? { TOO_MUCH } else { &["1", "12", "18446744073709551615", "0"] };
    one_of(choices, hits)
}

pub(super) fn degrees(choices: &mut Unstructured<'_>) -> Result<String> {
    one_of(choices, &["-33.86", "151", "0.10", "-0", "1e2", "33.860000000000000000001"])
}
