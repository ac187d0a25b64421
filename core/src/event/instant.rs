use std::fmt;

use jiff::Timestamp;
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

/// How many digits of a fraction an instant keeps.
const NANOSECOND_DIGITS: usize = 9;

/// An envelope's timestamp on its way in.
pub(super) struct Instant(pub(super) Timestamp);

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(InstantVisitor)
    }
}

struct InstantVisitor;

impl Visitor<'_> for InstantVisitor {
    type Value = Instant;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an RFC 3339 timestamp")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Instant, E> {
        // The text itself stays out of the error.
        let unreadable = || E::invalid_value(Unexpected::Str("…"), &self);
        parse(text).map(Instant).ok_or_else(unreadable)
    }
}

/// What jiff reads; of a fraction finer than nanoseconds, the nanoseconds.
fn parse(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| cut(text)?.parse().ok())
}

/// The text without the digits behind the ninth of a fraction.
fn cut(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once(['.', ','])?;
    let end = fraction.find(|char: char| !char.is_ascii_digit()).unwrap_or(fraction.len());
    let (digits, zone) = fraction.split_at_checked(end)?;
    Some(format!("{whole}.{}{zone}", digits.get(..NANOSECOND_DIGITS)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fraction_is_read_and_cut_to_nanoseconds() {
        for (text, same) in [
            ("2026-03-01T10:15:00Z", "2026-03-01T10:15:00Z"),
            ("2026-03-01T10:15:00.5Z", "2026-03-01T10:15:00.5Z"),
            ("2026-03-01T10:15:00.123456789Z", "2026-03-01T10:15:00.123456789Z"),
            ("2026-03-01T10:15:00.1234567899Z", "2026-03-01T10:15:00.123456789Z"),
            ("2026-03-01T10:15:00.99999999999999999999Z", "2026-03-01T10:15:00.999999999Z"),
            ("2026-03-01T20:15:00.1234567891+10:00", "2026-03-01T10:15:00.123456789Z"),
        ] {
            assert_eq!(parse(text).unwrap().to_string(), same, "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_not_read() {
        for text in [
            "",
            "yesterday",
            "2026-03-01",
            "2026-03-01T10:15:00",
            "2026-03-01T10:15:00.1234567891",
            "1772360100",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
