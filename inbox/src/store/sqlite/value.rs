use rusqlite::Row;

/// A number as SQLite has it; the largest, where it has none so large.
pub(super) fn capped(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// An id or a count that was stored.
pub(super) fn count(stored: i64) -> u64 {
    stored.try_into().unwrap_or_default()
}

/// How many attempts an entry has; the most, where there are none so many.
pub(super) fn attempts(row: &Row<'_>) -> rusqlite::Result<u32> {
    Ok(u32::try_from(count(row.get("attempts")?)).unwrap_or(u32::MAX))
}

/// A text, unless it is not UTF-8, which SQLite does not see to.
pub(super) fn text(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<String>> {
    let stored = row.get_ref(column)?.as_bytes_or_null()?;
    Ok(stored.and_then(|bytes| str::from_utf8(bytes).ok()).map(str::to_owned))
}

/// A text, as far as it is UTF-8.
pub(super) fn legible(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<String>> {
    let stored = row.get_ref(column)?.as_bytes_or_null()?;
    Ok(stored.map(|bytes| String::from_utf8_lossy(bytes).into_owned()))
}
