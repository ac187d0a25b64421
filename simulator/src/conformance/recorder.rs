use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use kudosity_webhook::{Busy, Delivery, Event, Sink};

/// What the handler of a server under test saw.
///
/// The handler calls [`record`](Self::record) with every event that it is given, and answers 200; as a
/// [`Sink`] it does so itself. Clones share one record.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Mutex<Vec<Event>>>);

impl Recorder {
    /// A recorder that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records an event.
    pub fn record(&self, event: &Event) {
        self.with(|events| events.push(event.clone()));
    }

    /// Takes what was recorded since the last time.
    pub fn take(&self) -> Vec<Event> {
        self.with(mem::take)
    }

    fn with<T>(&self, change: impl FnOnce(&mut Vec<Event>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Sink for Recorder {
    async fn deliver(&self, delivery: Delivery) -> Result<(), Busy> {
        self.record(&delivery.event);
        Ok(())
    }
}
