use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts the bytes of bodies that are held over all requests of a receiver.
pub(super) struct InFlight {
    limit: usize,
    held: AtomicUsize,
}

impl InFlight {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, held: AtomicUsize::new(0) }
    }
}

/// One request's share of the bytes in flight; given back when it is dropped.
pub(crate) struct Reserved {
    in_flight: Arc<InFlight>,
    bytes: usize,
}

impl Reserved {
    pub(super) fn none(in_flight: Arc<InFlight>) -> Self {
        Self { in_flight, bytes: 0 }
    }

    /// Takes `bytes` more, unless that is over the limit: then nothing changes.
    #[must_use]
    pub(super) fn grow(&mut self, bytes: usize) -> bool {
        let limit = self.in_flight.limit;
        let fits = |held: usize| held.checked_add(bytes).filter(|sum| *sum <= limit);
        let held = &self.in_flight.held;
        let taken = held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).is_ok();
        if taken {
            self.bytes += bytes;
        }
        taken
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.in_flight.held.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl fmt::Debug for Reserved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reserved({} bytes)", self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_not_taken_and_what_is_dropped_is_given_back() {
        let in_flight = Arc::new(InFlight::new(10));
        let mut first = Reserved::none(Arc::clone(&in_flight));
        let mut second = Reserved::none(Arc::clone(&in_flight));
        assert!(first.grow(6));
        assert!(!second.grow(5));
        assert!(second.grow(4));
        assert!(!first.grow(usize::MAX));
        drop(first);
        assert!(second.grow(6));
        drop(second);
        assert_eq!(in_flight.held.load(Ordering::Relaxed), 0);
    }
}
