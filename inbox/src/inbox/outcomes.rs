use std::sync::atomic::{AtomicU64, Ordering};

/// What has become of deliveries and events since an inbox was opened: counters, which only grow.
///
/// They are read when metrics are collected, as the gauges of [`Depth`](crate::Depth) are. What is more than a
/// count, such as how long an event took, the handler can tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcomes {
    /// Events stored.
    pub stored: u64,
    /// Deliveries acknowledged that were stored before.
    pub repeats: u64,
    /// Bodies put into quarantine.
    pub quarantined: u64,
    /// Of these events and bodies, those put into the spool, since PostgreSQL did not commit them in time.
    pub spooled: u64,
    /// Deliveries answered 503.
    pub busy: u64,
    /// Events worked.
    pub done: u64,
    /// Attempts that are to be followed by another.
    pub retried: u64,
    /// Events that became dead letters.
    pub parked: u64,
    /// Attempts given up at the time limit, which were retried or parked.
    pub timed_out: u64,
    /// Attempts that panicked, which were retried or parked.
    pub panicked: u64,
    /// Events given back unfinished when workers were drained.
    pub released: u64,
    /// Attempts that ended when their lease had: somebody else had the event already, and it may have been
    /// worked twice; or the end was stored, and the database's answer to that was lost.
    pub lost_leases: u64,
    /// Errors of the database that workers, retention and the spool met, after each of which they try
    /// again.
    pub store_errors: u64,
}

/// The counters themselves.
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) stored: Counter,
    pub(crate) repeats: Counter,
    pub(crate) quarantined: Counter,
    pub(crate) spooled: Counter,
    pub(crate) busy: Counter,
    pub(crate) done: Counter,
    pub(crate) retried: Counter,
    pub(crate) parked: Counter,
    pub(crate) timed_out: Counter,
    pub(crate) panicked: Counter,
    pub(crate) released: Counter,
    pub(crate) lost_leases: Counter,
    pub(crate) store_errors: Counter,
}

impl Counters {
    pub(crate) fn read(&self) -> Outcomes {
        Outcomes {
            stored: self.stored.read(),
            repeats: self.repeats.read(),
            quarantined: self.quarantined.read(),
            spooled: self.spooled.read(),
            busy: self.busy.read(),
            done: self.done.read(),
            retried: self.retried.read(),
            parked: self.parked.read(),
            timed_out: self.timed_out.read(),
            panicked: self.panicked.read(),
            released: self.released.read(),
            lost_leases: self.lost_leases.read(),
            store_errors: self.store_errors.read(),
        }
    }
}

#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn read(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
