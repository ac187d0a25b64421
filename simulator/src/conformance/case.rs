use std::fmt;

use kudosity_webhook::event::{Event, Payload};
use kudosity_webhook::{Answer, EventType, RejectionKind};
use serde_json::Value;

use crate::client::Request;

/// A request, and what a receiver must make of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Case {
    /// What is special about the request.
    pub name: String,
    /// The request.
    pub request: Request,
    /// What must come of it.
    pub expected: Expected,
}

/// What must come of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// It is answered 200, and the handler sees one event.
    Event {
        /// What the event is, written again.
        event: Value,
        /// The shape in which it is delivered.
        shape: Shape,
    },
    /// It is answered so, and the handler sees nothing.
    Rejected(RejectionKind),
}

/// The shapes of an event: the variants of [`Payload`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A delivery receipt.
    Status,
    /// A message from a handset.
    Inbound,
    /// A link that was fetched.
    LinkHit,
    /// Consent that was withdrawn.
    OptOut,
    /// None of these.
    Unknown,
}

impl Case {
    pub(super) fn accepted(
        name: impl Into<String>,
        request: Request,
        event: Value,
        shape: Shape,
    ) -> Self {
        let expected = Expected::Event { event, shape };
        Self { name: name.into(), request, expected }
    }

    pub(super) fn refused(name: impl Into<String>, request: Request, kind: RejectionKind) -> Self {
        let expected = Expected::Rejected(kind);
        Self { name: name.into(), request, expected }
    }
}

impl Shape {
    /// The shape in which an event was delivered.
    pub fn of(event: &Event) -> Self {
        match event.payload {
            Payload::Status(_) => Self::Status,
            Payload::Inbound(_) => Self::Inbound,
            Payload::LinkHit(_) => Self::LinkHit,
            Payload::OptOut(_) => Self::OptOut,
            _ => Self::Unknown,
        }
    }

    /// The shape of a type of event.
    pub(super) fn of_type(event_type: EventType) -> Self {
        match event_type {
            EventType::LinkHit => Self::LinkHit,
            EventType::OptOut => Self::OptOut,
            other if other.as_str().ends_with("_STATUS") => Self::Status,
            other if other.as_str().ends_with("_INBOUND") => Self::Inbound,
            _ => Self::Unknown,
        }
    }
}

/// On one line, without the event itself.
impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event { shape, .. } => write!(f, "200 OK, and one event ({shape:?})"),
            Self::Rejected(kind) => write!(f, "{}, {kind:?}", Answer::problem(kind).status),
        }
    }
}
