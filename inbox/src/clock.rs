//! Instants by this machine's clock, from durations of any length.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// So long from now; the last instant that there is, where that is later.
pub(crate) fn from_now(duration: Duration) -> Timestamp {
    Timestamp::now().saturating_add(signed(duration)).unwrap_or(Timestamp::MAX)
}

/// So long ago; the first instant that there is, where that is earlier.
pub(crate) fn ago(duration: Duration) -> Timestamp {
    Timestamp::now().saturating_sub(signed(duration)).unwrap_or(Timestamp::MIN)
}

/// As jiff has it; the longest there is, where it is longer.
pub(crate) fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_of_any_length_gives_an_instant() {
        assert_eq!(from_now(Duration::MAX), Timestamp::MAX);
        assert_eq!(ago(Duration::MAX), Timestamp::MIN);
        assert!(ago(Duration::ZERO) <= from_now(Duration::ZERO));
    }
}
