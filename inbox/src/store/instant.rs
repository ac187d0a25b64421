use jiff::Timestamp;

/// An instant as it is stored: nanoseconds since 1970, or the nearest that 64 bits hold (1677 to 2262).
pub(crate) fn stored(instant: Timestamp) -> i64 {
    let nanoseconds = instant.as_nanosecond();
    i64::try_from(nanoseconds).unwrap_or(if nanoseconds < 0 { i64::MIN } else { i64::MAX })
}

/// The instant that was stored.
pub(crate) fn instant(stored: i64) -> Timestamp {
    // Every number of 64 bits is an instant that jiff has.
    Timestamp::from_nanosecond(stored.into()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_comes_back_as_it_was_or_as_the_nearest_that_can_be_stored() {
        let early = instant(i64::MIN);
        let late = instant(i64::MAX);
        let table = [
            (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH),
            (instant(1_772_360_100_123_456_789), instant(1_772_360_100_123_456_789)),
            (Timestamp::MIN, early),
            (Timestamp::MAX, late),
        ];
        for (given, back) in table {
            assert_eq!(instant(stored(given)), back);
        }
        assert!(early < Timestamp::UNIX_EPOCH && late > Timestamp::UNIX_EPOCH);
    }
}
