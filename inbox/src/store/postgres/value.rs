/// A text that was stored as the bytes that it was.
pub(super) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

/// An id as it is stored; one that is beyond what is stored is nobody's.
pub(super) fn key(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

/// A length as it is told.
pub(super) fn length(bytes: i32) -> usize {
    usize::try_from(bytes).unwrap_or_default()
}

/// A limit as it is stored; none is as much as there is.
pub(super) fn capped(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
