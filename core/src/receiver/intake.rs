use std::fmt;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use tokio::time::Instant;

use super::buffer::Buffer;
use super::endpoint::Receiver;
use super::guard;
use super::progress::Progress;
use crate::authenticate::{Authenticator, By, Verdict};
use crate::delivery::{Delivery, Refusal, Unreadable};
use crate::event::{Event, EventError};
use crate::head::Head;
use crate::observe::Outcome;
use crate::rejection::{Rejection, RejectionKind};
use crate::trace;
use crate::traceparent::TraceParent;

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
        match self.take_in(chunk) {
            Ok(()) => Ok(self),
            Err(kind) => Err(self.fail(kind)),
        }
    }

    /// Takes in the next chunk of the body; to be failed with the kind where there is one.
    pub(crate) fn take_in(&mut self, chunk: Bytes) -> Result<(), RejectionKind> {
        let limit = self.receiver.0.max_body_size;
        let length = self.buffer.len().saturating_add(chunk.len());
        self.progress.body_size = length;
        if length > limit {
            return Err(RejectionKind::BodyTooLarge { limit: Some(limit) });
        }
        let room = self.buffer.room_for(chunk.len(), self.declared_length, limit);
        if !self.progress.reserved.grow_to(room) {
            return Err(RejectionKind::Busy { retry_after: RETRY_AFTER });
        }
        self.buffer.push(chunk, room);
        Ok(())
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
        if let Err(kind) = self.ask(|asked, head| asked.body(head, &body)) {
            return Err(self.fail(kind).into());
        }
        let event = match Event::from_body_within(body.clone(), self.receiver.0.max_values) {
            Ok(event) => event,
            Err(error) => return Err(self.unreadable(body, error)),
        };
        let authenticated_by = match self.accept(&body, &event) {
            Ok(by) => by,
            Err(kind) => return Err(self.fail(kind).into()),
        };
        self.receiver.observe(Outcome::Delivered(&event.event_type), &self.progress);
        let delivery = Delivery {
            event,
            body,
            received_at: Timestamp::now(),
            peer: self.head.peer(),
            authenticated_by,
            traceparent: TraceParent::of(&self.head),
            progress: Some(Arc::new(self.progress)),
        };
        Ok((self.head, delivery))
    }

    /// Ends a request whose body was not complete in time.
    pub fn timed_out(self) -> Rejection {
        let kind = self.time_is_over();
        self.fail(kind)
    }

    pub(crate) fn time_is_over(&self) -> RejectionKind {
        RejectionKind::BodyTimeout { limit: self.receiver.0.body_timeout }
    }

    /// When the head was admitted.
    pub(crate) fn started(&self) -> Instant {
        self.progress.started
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

    /// Asks for a verdict, unless there is one.
    fn ask(
        &mut self,
        verdict: impl FnOnce(&dyn Authenticator, &H) -> Verdict,
    ) -> Result<(), RejectionKind> {
        if self.progress.authenticated_by.is_none() {
            let verdict = verdict(&*self.receiver.0.authenticator, &self.head);
            self.progress.authenticated_by = guard::decided(&self.receiver, verdict)?;
        }
        Ok(())
    }

    /// Asks at the last point, after which what nobody vouches for is refused.
    fn conclude(
        &mut self,
        verdict: impl FnOnce(&dyn Authenticator, &H) -> Verdict,
    ) -> Result<By, RejectionKind> {
        self.ask(verdict)?;
        let by = self.progress.authenticated_by.clone();
        by.ok_or_else(|| guard::not_authentic(&self.receiver))
    }

    /// The credential of an event that is expected here.
    fn accept(&mut self, body: &Bytes, event: &Event) -> Result<By, RejectionKind> {
        let by = self.conclude(|asked, head| asked.event(head, body, event))?;
        self.progress.span.event(event);
        if !self.receiver.expects(event) {
            return Err(guard::not_authentic(&self.receiver));
        }
        Ok(by)
    }

    /// Refuses a body that is no event; what is wrong with it is told to authentic senders alone.
    fn unreadable(mut self, body: Bytes, error: EventError) -> Refusal {
        let authenticated_by = match self.conclude(|asked, head| asked.unreadable(head, &body)) {
            Ok(by) => by,
            Err(kind) => return self.fail(kind).into(),
        };
        let kind = RejectionKind::NotAnEvent(error);
        self.receiver.observe(Outcome::Unreadable(&kind, &body), &self.progress);
        Refusal::Unreadable(Unreadable {
            body,
            rejection: self.receiver.answer(kind),
            received_at: Timestamp::now(),
            authenticated_by,
            progress: Some(Arc::new(self.progress)),
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
