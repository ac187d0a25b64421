use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;

use super::back_off::BackOff;
use super::leases::Leases;
use super::stop::Stop;
use super::{Failed, Stored};
use crate::inbox::Inbox;

/// What everything shares that works for one handler.
pub(super) struct Crew {
    pub(super) inbox: Inbox,
    pub(super) terms: Terms,
    pub(super) handler: Box<Handler>,
    pub(super) stop: Stop,
    pub(super) leases: Leases,
    /// Held from before a claim until what it gave is held.
    pub(super) claiming: Mutex<()>,
    released: AtomicU64,
}

pub(super) type Handler = dyn Fn(Stored) -> Handling + Send + Sync;
pub(super) type Handling = Pin<Box<dyn Future<Output = Result<(), Failed>> + Send>>;

/// How events are worked.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub(super) concurrency: usize,
    pub(super) max_attempts: u32,
    pub(super) time_limit: Duration,
    pub(super) lease: Duration,
    pub(super) back_off: BackOff,
    pub(super) look_every: Duration,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            concurrency: 16,
            max_attempts: 12,
            time_limit: Duration::from_secs(60),
            lease: Duration::from_secs(60),
            back_off: BackOff {
                first: Duration::from_secs(5),
                longest: Duration::from_secs(60 * 60),
            },
            look_every: Duration::from_secs(1),
        }
    }
}

impl Crew {
    pub(super) fn new(inbox: Inbox, terms: Terms, handler: Box<Handler>, stop: Stop) -> Self {
        let (leases, claiming, released) = Default::default();
        Self { inbox, terms, handler, stop, leases, claiming, released }
    }

    /// How many events were given back unfinished.
    pub(super) fn released(&self) -> u64 {
        self.released.load(Ordering::Relaxed)
    }

    pub(super) fn count_released(&self) {
        self.inbox.counters().released.count();
        self.released.fetch_add(1, Ordering::Relaxed);
    }
}

impl fmt::Debug for Crew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crew").field("terms", &self.terms).finish_non_exhaustive()
    }
}
