use std::fmt;

/// Why a body is not an event.
///
/// Every text is this crate's own: none quotes what came, so an error can go into a log or an
/// answer.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::event::{Event, EventError, FaultKind};
///
/// let body = r#"{"event_type": "SMS_STATUS", "timestamp": "2026-03-01T10:15:00Z"}"#;
/// assert_eq!(
///     Event::from_body(body.into()),
///     Err(EventError::NotAnEvent { pointer: "/status".to_owned(), fault: FaultKind::Missing }),
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// More JSON values than allowed: nothing was built from them.
    #[error("the body holds more than {limit} JSON values")]
    TooManyValues {
        /// How many are allowed.
        limit: usize,
    },
    /// Objects and lists within one another, deeper than any event is.
    #[error("the body nests deeper than {limit} levels")]
    TooDeep {
        /// How many levels are allowed.
        limit: usize,
    },
    /// Not JSON, or not UTF-8.
    #[error("the body is not JSON: line {line}, column {column}")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The byte in that line, from 1; 0 is the line's beginning.
        column: usize,
    },
    /// JSON, but what identifies an event is missing or wrong.
    #[error("the body is not an event: {} {fault}", Place(pointer))]
    NotAnEvent {
        /// Where: a JSON Pointer (RFC 6901) to the field itself, also when it is missing; empty for
        /// the whole body.
        pointer: String,
        /// What is wrong there.
        fault: FaultKind,
    },
}

/// What is wrong with a field that identifies an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// It is absent, null, or empty where that names nobody.
    Missing,
    /// It is there, but for example a number where a string belongs.
    WrongType,
    /// It is a number that cannot be one here, such as a negative count.
    OutOfRange,
    /// It is there twice, so that two readers could understand two things.
    Duplicate,
    /// It is a string that is no instant.
    Unreadable,
}

impl FaultKind {
    /// The fault in words, to be put after the name of the field.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "is missing",
            Self::WrongType => "is of the wrong type",
            Self::OutOfRange => "is out of range",
            Self::Duplicate => "is there twice",
            Self::Unreadable => "is not a readable time",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The pointer, or words for the empty one.
struct Place<'a>(&'a str);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "the body" } else { self.0 })
    }
}
