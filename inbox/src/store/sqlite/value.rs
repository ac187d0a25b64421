/// A number as SQLite has it; the largest, where it has none so large.
pub(super) fn capped(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// An id or a count that was stored.
pub(super) fn count(stored: i64) -> u64 {
    stored.try_into().unwrap_or_default()
}
