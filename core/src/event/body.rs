use bytes::Bytes;
use memchr::{memchr_iter, memmem, memrchr};
use serde::Deserialize;

use super::fields::filled;
use super::in_body::InBody;
use super::instant::Instant;
use super::node::Node;
use super::payload::Payload;
use super::scan::within_limits;
use super::{
    Event, EventError, EventType, Extra, Id, Inbound, LinkHit, Open, OptOut, Status, Text,
};

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
        if let Some(event) = Wire::read(&body, text) {
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

/// The wire form of nearly every event, read in one pass.
///
/// Whatever is out of the ordinary is read again as a tree, which tells what is wrong or tolerates
/// it.
#[derive(Deserialize)]
struct Wire {
    event_type: Open<EventType>,
    timestamp: Instant,
    #[serde(default, deserialize_with = "filled")]
    webhook_id: Option<Id>,
    #[serde(default, deserialize_with = "filled")]
    webhook_name: Option<Text>,
    status: Option<Status>,
    mo: Option<Inbound>,
    link_hit: Option<LinkHit>,
    opt_out: Option<OptOut>,
    #[serde(flatten)]
    extra: Extra,
}

impl Wire {
    fn read(body: &Bytes, text: &str) -> Option<Event> {
        // A body without media is not referred to, which would take an allocation.
        let _in_body =
            memmem::find(text.as_bytes(), br#""media""#).map(|_| InBody::enter(body.clone()));
        serde_json::from_str::<Self>(text).ok()?.into_event()
    }

    /// The event, if its one section is that of its type.
    fn into_event(self) -> Option<Event> {
        let payload = match (self.status, self.mo, self.link_hit, self.opt_out) {
            (Some(status), None, None, None) => Payload::Status(status),
            (None, Some(inbound), None, None) => Payload::Inbound(inbound),
            (None, None, Some(link_hit), None) => Payload::LinkHit(link_hit),
            (None, None, None, Some(opt_out)) => Payload::OptOut(opt_out),
            _ => return None,
        };
        let expected = self.event_type.known().map(EventType::shape);
        if expected.is_some() && expected != payload.shape() {
            return None;
        }
        Some(Event {
            event_type: self.event_type,
            timestamp: self.timestamp.0,
            webhook_id: self.webhook_id,
            webhook_name: self.webhook_name,
            payload,
            extra: self.extra,
        })
    }
}
