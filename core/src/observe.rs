use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use crate::authenticate::By;
use crate::event::{EventType, Open};
use crate::rejection::RejectionKind;

/// What a receiver's observer is told of every request that it decided about.
///
/// It is meant for metrics, and holds no content but the bytes of [`Outcome::Unreadable`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Observation<'a> {
    /// How it ended.
    pub outcome: Outcome<'a>,
    /// How many bytes of the body were read.
    pub body_size: usize,
    /// The credential, where the request is known to be authentic.
    pub authenticated_by: Option<&'a By>,
    /// Who vouched for a rejected request that is not known to be authentic, by its head alone: none
    /// for a stranger's.
    ///
    /// A delivery by the right secret that is refused is likely the provider's, and lost: its address
    /// changed (`secret 1 of 1` vouched, and not `allowed address`), or a reference is not signed.
    pub vouched_by: Option<&'a By>,
    /// When the head came.
    pub(crate) started: Instant,
}

impl Observation<'_> {
    /// The time from the head to the decision, by tokio's clock; read when it is asked for.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

/// How a request ended.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Outcome<'a> {
    /// It became a delivery of this type of event, which now goes to the handler or sink. The label of a
    /// metric is its [`name`](Open::name), of which there are as many as there are known types, and one.
    Delivered(&'a Open<EventType>),
    /// It is authentic, but no event. These are its bytes, which hold personal data: save them
    /// where such data may be, or count and forget them. A sink may still keep it.
    Unreadable(&'a RejectionKind, &'a Bytes),
    /// It was rejected. A delivery that a sink is too busy for is told here, after it was told as
    /// delivered.
    Rejected(&'a RejectionKind),
}

impl fmt::Debug for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // A word that is not known may hold anything.
            Self::Delivered(event_type) => {
                f.debug_tuple("Delivered").field(&format_args!("{}", event_type.name())).finish()
            }
            Self::Unreadable(kind, body) => f
                .debug_tuple("Unreadable")
                .field(kind)
                .field(&format_args!("{} bytes", body.len()))
                .finish(),
            Self::Rejected(kind) => f.debug_tuple("Rejected").field(kind).finish(),
        }
    }
}
