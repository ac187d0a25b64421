//! What comes of a request, and what is told of it.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use kudosity_webhook::{Delivery, Event, Refusal, RejectionKind};

/// What comes of a request.
#[derive(Debug, PartialEq)]
pub(super) enum Came {
    Event(Box<Event>),
    Unreadable(RejectionKind),
    Rejected(RejectionKind),
    Nothing,
}

impl Came {
    pub(super) fn of(received: &Option<Result<Delivery, Refusal>>, body: &Bytes) -> Self {
        match received {
            None => Self::Nothing,
            Some(Ok(delivery)) => {
                assert_eq!(delivery.body, *body);
                Self::Event(delivery.event.clone().into())
            }
            Some(Err(Refusal::Unreadable(unreadable))) => {
                assert_eq!(unreadable.body, *body);
                Self::Unreadable(unreadable.rejection.kind().clone())
            }
            Some(Err(Refusal::Rejected(rejection))) => Self::Rejected(rejection.kind().clone()),
        }
    }

    /// How many bytes are held by it.
    pub(super) fn held(&self, body: &Bytes) -> usize {
        match self {
            Self::Event(_) | Self::Unreadable(_) => body.len(),
            Self::Rejected(_) | Self::Nothing => 0,
        }
    }

    /// What an observer is told of it: once, or never where the sender goes away.
    pub(super) fn told(&self, size: usize) -> Vec<(String, usize)> {
        let name = match self {
            Self::Event(event) => event.event_type.as_str(),
            Self::Unreadable(kind) | Self::Rejected(kind) => kind.name(),
            Self::Nothing => return Vec::new(),
        };
        vec![(name.to_owned(), size)]
    }
}

/// What an observer was told: the outcome's name, and the size of the body.
#[derive(Clone, Default)]
pub(super) struct Told(Arc<Mutex<Vec<(String, usize)>>>);

impl Told {
    pub(super) fn tell(&self, name: &str, size: usize) {
        self.0.lock().expect("nobody panics while telling").push((name.to_owned(), size));
    }

    pub(super) fn take(&self) -> Vec<(String, usize)> {
        std::mem::take(&mut self.0.lock().expect("nobody panics while telling"))
    }
}
