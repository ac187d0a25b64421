use std::fmt;

use http::StatusCode;
use kudosity_webhook::event::{Event, Payload};
use kudosity_webhook::{Answer, EventType, RejectionKind};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Limits, Topic};
use crate::client::{Request, Version};

/// A request, and what a receiver must make of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Case {
    /// What is special about the request.
    pub name: String,
    /// What it is about.
    pub topic: Topic,
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
        Self { name: name.into(), topic: Topic::Samples, request, expected }
    }

    pub(super) fn refused(name: impl Into<String>, request: Request, kind: RejectionKind) -> Self {
        let expected = Expected::Rejected(kind);
        Self { name: name.into(), topic: Topic::Samples, request, expected }
    }

    /// Whether nothing but what it is about keeps a receiver with these limits from taking it.
    pub(super) fn is_within(&self, limits: Limits) -> bool {
        let too_large =
            matches!(self.expected, Expected::Rejected(RejectionKind::BodyTooLarge { .. }));
        too_large || self.request.body_plan().sent_len() <= limits.max_body_size
    }
}

impl Expected {
    /// The status of the answer; that of an accepted event is the handler's, 200 or another of 2xx.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Event { .. } => StatusCode::OK,
            Self::Rejected(kind) => Answer::problem(kind).status,
        }
    }

    /// The last part of the problem's type: the name of the kind of rejection.
    pub fn problem(&self) -> Option<&'static str> {
        match self {
            Self::Event { .. } => None,
            Self::Rejected(kind) => Some(kind.name()),
        }
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

/// To its name, what it is about, the versions in which it can be said, and what is expected.
impl Serialize for Case {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let versions = Version::ALL.into_iter().filter(|version| self.request.fits(*version));
        let case = json!({
            "name": self.name,
            "topic": self.topic.name(),
            "versions": versions.map(|version| version.to_string()).collect::<Vec<_>>(),
            "expected": self.expected,
        });
        case.serialize(serializer)
    }
}

/// To the status of the answer, and the name of the problem or the shape of the event.
impl Serialize for Expected {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shape = match self {
            Self::Event { shape, .. } => Some(format!("{shape:?}")),
            Self::Rejected(_) => None,
        };
        let status = self.status().as_u16();
        json!({ "status": status, "problem": self.problem(), "event": shape }).serialize(serializer)
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
