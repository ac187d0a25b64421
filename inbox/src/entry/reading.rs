use bytes::Bytes;
use jiff::Timestamp;
use kudosity_webhook::event::EventError;
use kudosity_webhook::{Delivery, Event, TraceParent, Unreadable};
use sha2::{Digest, Sha256};

use super::kind::column;
use super::{Entry, Lane, OptOutWords, OptedOut};
#[cfg(all(feature = "postgres", feature = "sqlite"))]
use crate::store::Shown;

/// The event that a stored body is. How many JSON values it may hold was for the receiver to say that took
/// it in, or for who has it worked by hand: it is not limited anew, by what may be less.
pub(crate) fn event(body: Bytes) -> Result<Event, EventError> {
    Event::from_body_within(body, usize::MAX)
}

impl Entry {
    /// What is stored of a delivery.
    pub(crate) fn of(delivery: &Delivery, words: &OptOutWords) -> Self {
        Self {
            received_at: delivery.received_at,
            authenticated_by: delivery.authenticated_by.as_str().to_owned(),
            traceparent: delivery.traceparent.as_ref().map(TraceParent::to_string),
            ..Self::read(&delivery.event, delivery.body.clone(), words.lane(&delivery.event))
        }
    }

    /// What is stored of a body that is no event, and may be one to a later version.
    pub(crate) fn unreadable(unreadable: &Unreadable) -> Self {
        Self {
            received_at: unreadable.received_at,
            authenticated_by: unreadable.authenticated_by.as_str().to_owned(),
            ..Self::unread(unreadable.body.clone(), unreadable.rejection.to_string())
        }
    }

    /// What was stored elsewhere, to be stored anew; nothing once its body is gone.
    ///
    /// What was not read as an event when it came is none here either, whatever it can be read as by now;
    /// and what withdrew consent does so, whatever the words are by now.
    #[cfg(all(feature = "postgres", feature = "sqlite"))]
    pub(crate) fn anew(shown: Shown) -> Option<Self> {
        let body = shown.body?;
        let entry = match (shown.listed.problem, event(body.clone())) {
            (Some(problem), _) => Self::unread(body, problem),
            (None, Ok(event)) => Self::read(&event, body, shown.lane),
            (None, Err(error)) => Self::unread(body, error.to_string()),
        };
        Some(Self {
            received_at: shown.listed.received_at,
            authenticated_by: shown.authenticated_by,
            traceparent: shown.traceparent,
            ..entry
        })
    }

    /// What is stored of a body that is no event, as if it had come now and by nobody.
    fn unread(body: Bytes, problem: String) -> Self {
        let hash = Sha256::new_with_prefix("unreadable v1").chain_update(&body).finalize();
        let mut fingerprint = [0; 16];
        fingerprint.iter_mut().zip(hash).for_each(|(byte, hashed)| *byte = hashed);
        Self {
            fingerprint,
            lane: Lane::Others,
            event_type: None,
            received_at: Timestamp::now(),
            body,
            authenticated_by: String::new(),
            traceparent: None,
            problem: Some(problem),
            opt_out: None,
            receipt: None,
        }
    }

    /// What is stored of an event in a queue, as if it had come now and by nobody.
    pub(crate) fn read(event: &Event, body: Bytes, lane: Lane) -> Self {
        Self {
            fingerprint: *event.fingerprint().as_bytes(),
            lane,
            event_type: Some(column(&event.event_type)),
            received_at: Timestamp::now(),
            body,
            authenticated_by: String::new(),
            traceparent: None,
            problem: None,
            opt_out: if lane == Lane::OptOuts { OptedOut::by(event) } else { None },
            receipt: event.receipt(),
        }
    }
}
