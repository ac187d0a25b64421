use std::fmt;

use bytes::Bytes;
use jiff::Timestamp;
use kudosity_webhook::authenticate::By;
use kudosity_webhook::event::{Event, EventError};
use kudosity_webhook::{Delivery, TraceParent};

use crate::entry;
use crate::store::Claimed;

/// An event from the inbox, to be worked.
///
/// It is worked at least once: again after a failure, and after a kill of the process at the wrong
/// moment. [`Event::fingerprint`] is the key by which a handler makes sure that the second time changes
/// nothing.
#[derive(Clone)]
#[non_exhaustive]
pub struct Stored {
    /// Its number in the store, as [`Inbox::show`](crate::Inbox::show) takes it.
    pub id: u64,
    /// What happened.
    pub event: Event,
    /// The body as it came.
    pub body: Bytes,
    /// When the last byte of the body had come, by the receiving machine's clock.
    pub received_at: Timestamp,
    /// The number of this attempt, from 1.
    pub attempt: u32,
    /// The credential that showed the delivery to be authentic.
    pub authenticated_by: By,
    /// The trace that it belongs to at the sender, where a well-formed `traceparent` came.
    pub traceparent: Option<TraceParent>,
}

impl Stored {
    /// An event for the tests of a handler, in its first attempt.
    ///
    /// # Examples
    ///
    /// ```
    /// use kudosity_webhook::{Event, EventType, Payload};
    /// use kudosity_webhook_inbox::{Failed, Stored};
    ///
    /// async fn on_event(stored: Stored) -> Result<(), Failed> {
    ///     match stored.event.payload {
    ///         Payload::LinkHit(_) => Ok(()),
    ///         _ => Err(Failed::park("only hits are expected")),
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let now = kudosity_webhook::jiff::Timestamp::now();
    /// let hit = Event::new(EventType::LinkHit, now, Payload::LinkHit(Default::default()));
    /// assert!(on_event(Stored::for_test(hit)).await.is_ok());
    ///
    /// let receipt = Event::new(EventType::SmsStatus, now, Payload::Status(Default::default()));
    /// assert!(on_event(Stored::for_test(receipt)).await.is_err());
    /// # }
    /// ```
    pub fn for_test(event: Event) -> Self {
        let delivery = Delivery::for_test(event);
        Self {
            id: 1,
            event: delivery.event,
            body: delivery.body,
            received_at: delivery.received_at,
            attempt: 1,
            authenticated_by: delivery.authenticated_by,
            traceparent: delivery.traceparent,
        }
    }

    /// Reads what was claimed.
    pub(super) fn read(claimed: &Claimed) -> Result<Self, EventError> {
        let traceparent = claimed.traceparent.as_deref();
        Ok(Self {
            id: claimed.lease.id,
            event: entry::event(claimed.body.clone())?,
            body: claimed.body.clone(),
            received_at: claimed.received_at,
            attempt: claimed.attempt,
            authenticated_by: By::new(claimed.authenticated_by.as_str()),
            traceparent: traceparent.and_then(|text| TraceParent::read(text.as_bytes())),
        })
    }
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored")
            .field("id", &self.id)
            .field("event", &self.event)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("received_at", &self.received_at)
            .field("attempt", &self.attempt)
            .field("authenticated_by", &self.authenticated_by)
            .field("traceparent", &self.traceparent)
            .finish()
    }
}
