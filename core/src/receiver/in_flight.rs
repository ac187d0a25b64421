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
pub(super) struct Reserved {
    in_flight: Arc<InFlight>,
    bytes: usize,
}

impl Reserved {
    pub(super) fn none(in_flight: Arc<InFlight>) -> Self {
        Self { in_flight, bytes: 0 }
    }

    /// Takes as much as makes it `bytes`, unless that is over the limit: then nothing changes.
    #[must_use]
    pub(super) fn grow_to(&mut self, bytes: usize) -> bool {
        let more = bytes.saturating_sub(self.bytes);
        let limit = self.in_flight.limit;
        let fits = |held: usize| held.checked_add(more).filter(|sum| *sum <= limit);
        let held = &self.in_flight.held;
        let taken = held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).is_ok();
        if taken {
            self.bytes += more;
        }
        taken
    }

    /// Gives back what is more than `bytes`.
    pub(super) fn shrink_to(&mut self, bytes: usize) {
        let less = self.bytes.saturating_sub(bytes);
        self.in_flight.held.fetch_sub(less, Ordering::Relaxed);
        self.bytes -= less;
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.shrink_to(0);
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
        assert!(first.grow_to(6));
        assert!(first.grow_to(5));
        assert!(!second.grow_to(5));
        assert!(second.grow_to(4));
        assert!(!first.grow_to(usize::MAX));
        first.shrink_to(2);
        assert!(second.grow_to(8));
        drop(first);
        assert!(second.grow_to(10));
        drop(second);
        assert_eq!(in_flight.held.load(Ordering::Relaxed), 0);
    }
}
