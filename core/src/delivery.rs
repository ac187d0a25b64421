use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use crate::authenticate::By;
use crate::event::{Event, EventError};
use crate::head::Peer;
use crate::receiver::Progress;
use crate::rejection::{Rejection, RejectionKind};
use crate::traceparent::TraceParent;

/// An authentic event, as it was delivered.
///
/// It comes from a [`Receiver`](crate::Receiver) alone, so holding one means that the request was
/// authentic, within the limits and an event. The same event may be delivered again, at any time and
/// in any order: [`Event::fingerprint`] tells repeats, [`Event::receipt`] tells which status stands.
///
/// The bytes of the body count as in flight until the delivery and its clones are dropped.
#[derive(Clone)]
#[non_exhaustive]
pub struct Delivery {
    /// What happened.
    pub event: Event,
    /// The body as it came.
    pub body: Bytes,
    /// When the last byte of the body had come, by this machine's clock. The event's own timestamp
    /// was seen up to a second ahead of it.
    pub received_at: Timestamp,
    /// The connection's other end, where the server told it: often a proxy.
    pub peer: Option<Peer>,
    /// The credential that showed the delivery to be authentic.
    pub authenticated_by: By,
    /// The trace that it belongs to at the sender, where a well-formed `traceparent` came.
    pub traceparent: Option<TraceParent>,
    /// The request that it came by, with its share of the bytes in flight.
    pub(crate) progress: Option<Arc<Progress>>,
}

impl Delivery {
    /// A delivery of `event` for the tests of a handler, authenticated by `test`.
    ///
    /// # Examples
    ///
    /// ```
    /// use kudosity_webhook::{Delivery, Event};
    ///
    /// fn handler_under_test(delivery: Delivery) -> Option<String> {
    ///     delivery.event.person().map(|person| person.as_str().to_owned())
    /// }
    ///
    /// let event = Event::from_body(
    ///     r#"{"event_type":"OPT_OUT","timestamp":"2026-02-03T04:05:06Z","opt_out":{
    ///         "source":"SMS_INBOUND","source_message":{"recipient":"61491570006"}}}"#
    ///         .into(),
    /// )?;
    /// let person = handler_under_test(Delivery::for_test(event));
    /// assert_eq!(person.as_deref(), Some("61491570006"));
    /// # Ok::<(), kudosity_webhook::event::EventError>(())
    /// ```
    pub fn for_test(event: Event) -> Self {
        let body = serde_json::to_vec(&event).unwrap_or_default();
        Self {
            event,
            body: body.into(),
            received_at: Timestamp::now(),
            peer: None,
            authenticated_by: By::new("test"),
            traceparent: None,
            progress: None,
        }
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("event", &self.event)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("received_at", &self.received_at)
            .field("peer", &self.peer)
            .field("authenticated_by", &self.authenticated_by)
            .field("traceparent", &self.traceparent)
            .finish_non_exhaustive()
    }
}

/// An authentic body that is not an event.
///
/// It may be an event of a shape that this version does not read, so a [`Sink`](crate::Sink) may keep
/// it rather than have it answered with its rejection.
#[derive(Clone)]
#[non_exhaustive]
pub struct Unreadable {
    /// The body as it came.
    pub body: Bytes,
    /// What is wrong with it.
    pub rejection: Rejection,
    /// When the last byte of the body had come, by this machine's clock.
    pub received_at: Timestamp,
    /// The credential that showed the delivery to be authentic.
    pub authenticated_by: By,
    /// The request that it came by, with its share of the bytes in flight.
    pub(crate) progress: Option<Arc<Progress>>,
}

impl Unreadable {
    /// A body for the tests of a [`Sink`](crate::Sink), authenticated by `test`.
    pub fn for_test(body: impl Into<Bytes>, error: EventError) -> Self {
        Self {
            body: body.into(),
            rejection: Rejection::for_test(RejectionKind::NotAnEvent(error)),
            received_at: Timestamp::now(),
            authenticated_by: By::new("test"),
            progress: None,
        }
    }
}

impl fmt::Debug for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unreadable")
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("rejection", &self.rejection)
            .field("received_at", &self.received_at)
            .field("authenticated_by", &self.authenticated_by)
            .finish_non_exhaustive()
    }
}

/// Why a request did not become a [`Delivery`].
#[derive(Clone, Debug)]
pub enum Refusal {
    /// It is not handed on, to anybody.
    Rejected(Rejection),
    /// It is authentic, but no event: a sink may keep it.
    Unreadable(Unreadable),
}

impl Refusal {
    /// What the sender is answered if nobody keeps the body.
    pub fn into_rejection(self) -> Rejection {
        match self {
            Self::Rejected(rejection) | Self::Unreadable(Unreadable { rejection, .. }) => rejection,
        }
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}
