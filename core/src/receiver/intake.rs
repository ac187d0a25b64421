use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::buffer::Buffer;
use super::endpoint::{Progress, Receiver};
use super::guard;
use super::in_flight::Reserved;
use crate::authenticate::{By, Verdict};
use crate::delivery::{self, Delivery, Refusal, Unreadable};
use crate::event::{Event, EventError};
use crate::head::Head;
use crate::observe::Outcome;
use crate::rejection::{Rejection, RejectionKind};

/// A request whose head was admitted, taking in its body.
///
/// [`push`](Self::push) every chunk, then [`finish`](Self::finish); or [`fail`](Self::fail) where the
/// body does not come to its end.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use kudosity_webhook::{Receiver, RejectionKind, SharedSecret};
///
/// let receiver = Receiver::new(SharedSecret::new("an-example-of-a-secret")?);
/// let post = |uri: &str| {
///     let request = http::Request::post(uri).header("content-type", "application/json");
///     request.body(()).map(|request| request.into_parts().0)
/// };
///
/// let mut intake = receiver.admit(post("/?secret=an-example-of-a-secret")?)?;
/// intake.push(Bytes::from_static(br#"{"event_type":"OPT_OUT","timestamp":"2026-02-03T04:05:06Z","#))?;
/// intake.push(Bytes::from_static(br#""opt_out":{"source":"SMS_INBOUND","#))?;
/// intake.push(Bytes::from_static(br#""source_message":{"recipient":"61491570006"}}}"#))?;
/// let (_head, delivery) = intake.finish().map_err(|refusal| refusal.into_rejection())?;
/// assert_eq!(delivery.event.person().map(|person| person.as_str()), Some("61491570006"));
///
/// let refused = receiver.admit(post("/?secret=a-guess-at-the-secret")?);
/// assert!(matches!(refused.unwrap_err().kind(), RejectionKind::NotAuthentic { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a request is received by `finish`"]
pub struct Intake<H> {
    receiver: Receiver,
    head: H,
    declared_length: Option<usize>,
    progress: Progress,
    buffer: Buffer,
    reserved: Reserved,
}

/// After which time a sender is asked to try again when too many bytes are in flight.
const RETRY_AFTER: Duration = Duration::from_secs(5);

impl<H: Head> Intake<H> {
    pub(super) fn new(
        receiver: Receiver,
        head: H,
        declared_length: Option<usize>,
        progress: Progress,
    ) -> Self {
        let reserved = Reserved::none(Arc::clone(&receiver.0.in_flight));
        let buffer = Buffer::default();
        Self { receiver, head, declared_length, progress, buffer, reserved }
    }

    /// Takes in the next chunk of the body.
    ///
    /// # Errors
    ///
    /// The rejection to answer, where the body is too large or too many bytes are in flight. Read no
    /// further then.
    pub fn push(&mut self, chunk: Bytes) -> Result<(), Rejection> {
        let length = self.buffer.len().saturating_add(chunk.len());
        self.progress.body_size = length;
        let limit = self.receiver.0.max_body_size;
        if length > limit {
            return Err(self.fail(RejectionKind::BodyTooLarge { limit: Some(limit) }));
        }
        if !self.reserved.grow(chunk.len()) {
            return Err(self.fail(RejectionKind::Busy { retry_after: RETRY_AFTER }));
        }
        self.buffer.push(chunk, self.declared_length);
        Ok(())
    }

    /// Makes the delivery of what came, and gives the head back.
    ///
    /// # Errors
    ///
    /// [`Refusal::Rejected`] for what is not authentic, [`Refusal::Unreadable`] for what is, but is no
    /// event.
    pub fn finish(mut self) -> Result<(H, Delivery), Refusal> {
        let body = std::mem::take(&mut self.buffer).into_bytes();
        self.authenticate(|it| it.receiver.0.authenticator.body(&it.head, &body))?;
        let event = match Event::from_body_within(body.clone(), self.receiver.0.max_values) {
            Ok(event) => event,
            Err(error) => return Err(self.unreadable(body, error)),
        };
        self.authenticate(|it| it.receiver.0.authenticator.event(&it.head, &event))?;
        let Some(authenticated_by) = self.progress.authenticated_by.clone() else {
            return Err(self.not_authentic().into());
        };
        self.progress.span.event(&event);
        self.receiver.observe(Outcome::Delivered(&event.event_type), &self.progress);
        let delivery = Delivery {
            event,
            body,
            received_at: Timestamp::now(),
            peer: self.head.peer(),
            authenticated_by,
            traceparent: delivery::traceparent(&self.head),
            _in_flight: Some(Arc::new(self.reserved)),
        };
        Ok((self.head, delivery))
    }

    /// Ends a request whose body was not complete in time.
    pub fn timed_out(&self) -> Rejection {
        self.fail(RejectionKind::BodyTimeout { limit: self.receiver.0.body_timeout })
    }

    /// Ends a request whose body does not come to its end.
    pub fn fail(&self, kind: RejectionKind) -> Rejection {
        self.receiver.reject(kind, &self.progress)
    }

    /// Asks for a verdict, unless there is one.
    fn authenticate(&mut self, ask: impl FnOnce(&Self) -> Verdict) -> Result<(), Rejection> {
        if self.progress.authenticated_by.is_none() {
            let decided = guard::decided(&self.receiver, ask(self));
            self.progress.authenticated_by = decided.map_err(|kind| self.fail(kind))?;
        }
        Ok(())
    }

    fn not_authentic(&self) -> Rejection {
        self.fail(guard::not_authentic(&self.receiver))
    }

    /// Refuses a body that is no event; what is wrong with it is told to authentic senders alone.
    fn unreadable(self, body: Bytes, error: EventError) -> Refusal {
        let by: Option<By> = self.progress.authenticated_by.clone();
        let Some(authenticated_by) = by else {
            return self.not_authentic().into();
        };
        let kind = RejectionKind::NotAnEvent(error);
        let rejection = self.receiver.reject_unreadable(kind, &body, &self.progress);
        Refusal::Unreadable(Unreadable {
            body,
            rejection,
            received_at: Timestamp::now(),
            authenticated_by,
            _in_flight: Arc::new(self.reserved),
        })
    }
}

impl<H> fmt::Debug for Intake<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake")
            .field("declared_length", &self.declared_length)
            .field("received", &self.buffer.len())
            .finish_non_exhaustive()
    }
}
