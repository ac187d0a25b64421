use bytes::Bytes;
use memchr::{memchr_iter, memrchr};

use super::node::Node;
use super::scan::within_limits;
use super::{Event, EventError, wire};

/// The most JSON values that a body may hold, unless the application says otherwise.
///
/// A real event has fewer than 200.
pub const DEFAULT_MAX_VALUES: usize = 10_000;

impl Event {
    /// Reads the body of a delivery.
    ///
    /// Media stays in the body: it is a counted reference to it, and nothing is copied. Only what
    /// identifies the event is required. A field that is optional and of the wrong type is no
    /// reason to refuse an event, because an opt-out must not be lost for it: it is put into
    /// `extra`, as fields not known here are.
    ///
    /// # Errors
    ///
    /// [`EventError::TooManyValues`] beyond 10,000 JSON values, [`EventError::TooDeep`],
    /// [`EventError::NotJson`], and [`EventError::NotAnEvent`] if what identifies the event is
    /// missing, wrong, or there twice.
    pub fn from_body(body: Bytes) -> Result<Self, EventError> {
        Self::from_body_within(body, DEFAULT_MAX_VALUES)
    }

    /// Reads the body of a delivery of at most `max_values` JSON values, for bodies that a receiver with
    /// another [`max_values`](crate::ReceiverBuilder::max_values) accepted.
    ///
    /// # Errors
    ///
    /// As [`from_body`](Self::from_body).
    #[expect(clippy::needless_pass_by_value, reason = "the event keeps a part of it")]
    pub fn from_body_within(body: Bytes, max_values: usize) -> Result<Self, EventError> {
        let text =
            str::from_utf8(&body).map_err(|error| not_json_at(&body, error.valid_up_to()))?;
        within_limits(text, max_values)?;
        if let Some(event) = wire::read(&body, text) {
            return Ok(event);
        }
        let tree: Node = serde_json::from_str(text)
            .map_err(|error| EventError::NotJson { line: error.line(), column: error.column() })?;
        Self::from_node(tree).map_err(EventError::from)
    }
}

fn not_json_at(body: &[u8], index: usize) -> EventError {
    let before = body.get(..index).unwrap_or_default();
    let line_start = memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    EventError::NotJson {
        line: memchr_iter(b'\n', before).count() + 1,
        column: index - line_start + 1,
    }
}
