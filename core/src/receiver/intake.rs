use std::fmt;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::buffer::Buffer;
use super::endpoint::Receiver;
use super::guard;
use super::progress::Progress;
use crate::authenticate::{Authenticator, By, Verdict};
use crate::delivery::{self, Delivery, Refusal, Unreadable};
use crate::event::{Event, EventError};
use crate::head::Head;
use crate::observe::Outcome;
use crate::rejection::{Rejection, RejectionKind};
use crate::trace;

/// A request whose head was admitted, taking in its body.
///
/// [`push`](Self::push) every chunk, then [`finish`](Self::finish); or end it by
/// [`fail`](Self::fail) where the body does not come to its end. Each takes the intake and all but the
/// last give it back, so that nothing becomes of one that has failed.
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
/// let intake = receiver.admit(post("/?secret=an-example-of-a-secret")?)?;
/// let intake = intake.push(Bytes::from_static(br#"{"event_type":"OPT_OUT","timestamp":"2026-02-03T04:05:06Z","#))?;
/// let intake = intake.push(Bytes::from_static(br#""opt_out":{"source":"SMS_INBOUND","#))?;
/// let intake = intake.push(Bytes::from_static(br#""source_message":{"recipient":"61491570006"}}}"#))?;
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
    buffer: Buffer,
    progress: Progress,
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
        Self { receiver, head, declared_length, buffer: Buffer::default(), progress }
    }

    /// Takes in the next chunk of the body.
    ///
    /// # Errors
    ///
    /// The rejection to answer: `BodyTooLarge`, or `Busy` where too many bytes are in flight. Read no
    /// further then.
    pub fn push(mut self, chunk: Bytes) -> Result<Self, Rejection> {
        let limit = self.receiver.0.max_body_size;
        let length = self.buffer.len().saturating_add(chunk.len());
        self.progress.body_size = length;
        if length > limit {
            return Err(self.fail(RejectionKind::BodyTooLarge { limit: Some(limit) }));
        }
        let room = self.buffer.room_for(chunk.len(), self.declared_length.unwrap_or(limit));
        if !self.progress.reserved.grow_to(room) {
            return Err(self.fail(RejectionKind::Busy { retry_after: RETRY_AFTER }));
        }
        self.buffer.push(chunk, room);
        Ok(self)
    }

    /// Makes the delivery of what came, and gives the head back.
    ///
    /// # Errors
    ///
    /// [`Refusal::Rejected`] for what is not authentic, [`Refusal::Unreadable`] for what is, but is no
    /// event.
    pub fn finish(mut self) -> Result<(H, Delivery), Refusal> {
        let body = mem::take(&mut self.buffer).into_bytes();
        self.progress.reserved.shrink_to(body.len());
        let this = self.authenticated(|this| this.asked().body(&this.head, &body))?;
        let event = match Event::from_body_within(body.clone(), this.receiver.0.max_values) {
            Ok(event) => event,
            Err(error) => return Err(Refusal::Unreadable(this.unreadable(body, error)?)),
        };
        let (this, authenticated_by) =
            this.concluded(|this| this.asked().event(&this.head, &body, &event))?;
        this.progress.span.event(&event);
        if !this.receiver.expects(&event) {
            return Err(this.not_authentic().into());
        }
        this.receiver.observe(Outcome::Delivered(&event.event_type), &this.progress);
        let delivery = Delivery {
            event,
            body,
            received_at: Timestamp::now(),
            peer: this.head.peer(),
            authenticated_by,
            traceparent: delivery::traceparent(&this.head),
            progress: Some(Arc::new(this.progress)),
        };
        Ok((this.head, delivery))
    }

    /// Ends a request whose body was not complete in time.
    pub fn timed_out(self) -> Rejection {
        let limit = self.receiver.0.body_timeout;
        self.fail(RejectionKind::BodyTimeout { limit })
    }

    /// Ends a request that the application's set-up keeps from being received; `remedy`, which says
    /// what to change, is logged.
    pub fn misconfigured(self, remedy: &'static str) -> Rejection {
        trace::misconfigured(remedy);
        self.fail(RejectionKind::Misconfigured)
    }

    /// Ends a request whose body does not come to its end.
    pub fn fail(mut self, kind: RejectionKind) -> Rejection {
        self.receiver.refuse(kind, &self.head, &mut self.progress)
    }

    fn asked(&self) -> &dyn Authenticator {
        &*self.receiver.0.authenticator
    }

    /// Asks for a verdict, unless there is one.
    fn authenticated(mut self, ask: impl FnOnce(&Self) -> Verdict) -> Result<Self, Rejection> {
        if self.progress.authenticated_by.is_none() {
            match guard::decided(&self.receiver, ask(&self)) {
                Ok(by) => self.progress.authenticated_by = by,
                Err(kind) => return Err(self.fail(kind)),
            }
        }
        Ok(self)
    }

    /// Asks at the last point, after which what nobody vouches for is refused.
    fn concluded(self, ask: impl FnOnce(&Self) -> Verdict) -> Result<(Self, By), Rejection> {
        let this = self.authenticated(ask)?;
        match this.progress.authenticated_by.clone() {
            Some(by) => Ok((this, by)),
            None => Err(this.not_authentic()),
        }
    }

    fn not_authentic(self) -> Rejection {
        let kind = guard::not_authentic(&self.receiver);
        self.fail(kind)
    }

    /// Refuses a body that is no event; what is wrong with it is told to authentic senders alone.
    fn unreadable(self, body: Bytes, error: EventError) -> Result<Unreadable, Rejection> {
        let (this, authenticated_by) =
            self.concluded(|this| this.asked().unreadable(&this.head, &body))?;
        let kind = RejectionKind::NotAnEvent(error);
        this.receiver.observe(Outcome::Unreadable(&kind, &body), &this.progress);
        Ok(Unreadable {
            body,
            rejection: this.receiver.answer(kind),
            received_at: Timestamp::now(),
            authenticated_by,
            progress: Some(Arc::new(this.progress)),
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
