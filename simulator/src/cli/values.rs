use std::time::Duration;

use kudosity_webhook::jiff::{SignedDuration, Timestamp};

/// A time such as `500ms`, `10s` or `1m30s`, of a year at most.
pub(crate) fn time(text: &str) -> Result<Duration, &'static str> {
    const REMEDY: &str = "write a time such as 500ms, 10s or 1m30s";
    const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);
    let time: SignedDuration = text.parse().map_err(|_| REMEDY)?;
    Duration::try_from(time).ok().filter(|time| *time <= LONGEST).ok_or(REMEDY)
}

/// An instant such as `2026-03-02T01:12:00Z`.
pub(crate) fn instant(text: &str) -> Result<Timestamp, &'static str> {
    text.parse().map_err(|_| "write a day and a time with its zone, such as 2026-03-02T01:12:00Z")
}

/// A number of bytes such as `8MiB`, `500KiB` or `1000`.
pub(crate) fn bytes(text: &str) -> Result<usize, &'static str> {
    const REMEDY: &str = "write a number of bytes such as 500KiB, 8MiB or 1000";
    let (number, unit) = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("B", 1)]
        .into_iter()
        .find_map(|(suffix, unit)| Some((text.strip_suffix(suffix)?, unit)))
        .unwrap_or((text, 1));
    let number: usize = number.trim().parse().map_err(|_| REMEDY)?;
    number.checked_mul(unit).ok_or(REMEDY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_have_units() {
        for (text, millis) in [
            ("500ms", Some(500)),
            ("10s", Some(10_000)),
            ("1m30s", Some(90_000)),
            ("-1s", None),
            ("9000h", None),
        ] {
            assert_eq!(time(text).ok(), millis.map(Duration::from_millis), "{text}");
        }
        assert!(time("10").is_err());
        assert!(instant("2026-03-02T11:12:00+10:00").is_ok() && instant("2026-03-02").is_err());
        for (text, size) in [
            ("1000", Some(1000)),
            ("7B", Some(7)),
            ("500KiB", Some(512_000)),
            ("8 MiB", Some(8 << 20)),
            ("8MB", None),
            ("-1", None),
            ("99999999999GiB", None),
        ] {
            assert_eq!(bytes(text).ok(), size, "{text}");
        }
    }
}
