use std::any::Any;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::task::{JoinError, JoinSet};
use tokio::time::sleep;

use super::Stored;
use super::back_off::BackOff;
use super::crew::Crew;
use super::ending::Ending;
use super::leases::Held;
use crate::store::{Claimed, Lease, Settled, StoreError};
use crate::trace::{Failing, Span, lease_lost};

impl Crew {
    /// Works an event that was claimed, and settles it, while its lease is held.
    pub(super) async fn work(self: Arc<Self>, claimed: Claimed, mut held: Held) {
        let span = Span::of(&claimed);
        let ending = self.attempt(&claimed, &span).await;
        let outcome = ending.name();
        let settled = self.settled(&claimed, ending);
        span.ended(outcome, &settled);
        let Some((mut lease, was_held)) = self.settle(&held, &settled).await else { return };
        if was_held {
            self.count(&settled);
        } else {
            self.inbox.counters().lost_leases.count();
            lease_lost(lease.id);
        }
        // What is due again at once may be claimed anew before it is known here that it has ended: nothing
        // was begun by such a claim.
        while !held.end(lease) {
            let released = Settled::Released { due: Timestamp::now(), unended: !was_held };
            let Some(again) = self.settle(&held, &released).await else { return };
            lease = again.0;
        }
    }

    /// Runs the handler in a task of its own, which its panic ends and nothing else.
    async fn attempt(self: &Arc<Self>, claimed: &Claimed, span: &Span) -> Ending {
        // It was being claimed when that was asked.
        if self.stop.is_asked() {
            return Ending::Released;
        }
        // The last of them may have been ended by what ran beside it, the one more by itself alone.
        if claimed.unended && claimed.attempt.saturating_sub(1) > self.terms.max_attempts {
            return Ending::UsedUp;
        }
        let stored = match Stored::read(claimed) {
            Ok(stored) => stored,
            Err(error) => return Ending::Unreadable(error),
        };
        span.event(&stored.event);
        let crew = Arc::clone(self);
        // Dropping the set ends the task.
        let mut alone = JoinSet::new();
        alone.spawn(span.around(async move { (crew.handler)(stored).await }));
        tokio::select! {
            biased;
            ended = alone.join_next() => match ended {
                Some(Ok(Ok(()))) => Ending::Done,
                Some(Ok(Err(failed))) => Ending::Failed(failed),
                Some(Err(error)) => panicked(error),
                None => Ending::Released,
            },
            () = sleep(self.terms.time_limit) => Ending::TimedOut,
            () = self.stop.clone().overdue() => Ending::Released,
        }
    }

    /// Stores how it ended; as often as it takes, since the event would else be worked again. Tells by
    /// which lease, and whether that was still held; nothing once the inbox is closed.
    async fn settle(&self, held: &Held, settled: &Settled) -> Option<(Lease, bool)> {
        let (mut failures, mut failing) = (0, Failing::at("settling an event"));
        loop {
            let lease = held.lease();
            match self.inbox.engine().settle(lease, settled.clone()).await {
                Ok(true) => return Some((lease, true)),
                Ok(false) => {
                    // It may be claimed anew by this process, and not be held yet.
                    let _none = self.claiming.lock().await;
                    if held.lease() == lease {
                        return Some((lease, false));
                    }
                }
                Err(StoreError::Closed) => return None,
                Err(error) => {
                    self.inbox.counters().store_errors.count();
                    failing.again(&error);
                    failures += 1;
                    sleep(BackOff::OF_STORE.after(failures, lease.id)).await;
                }
            }
        }
    }

    fn count(&self, settled: &Settled) {
        let counters = self.inbox.counters();
        match settled {
            Settled::Done { .. } => counters.done.count(),
            Settled::Retry { .. } => counters.retried.count(),
            Settled::Parked { .. } => counters.parked.count(),
            Settled::Released { .. } => self.count_released(),
        }
    }
}

/// What the handler's task ended with that did not return: it panicked, unless the runtime ends.
fn panicked(error: JoinError) -> Ending {
    let Ok(panic) = error.try_into_panic() else { return Ending::Released };
    Ending::Panicked(message(&*panic).to_owned())
}

/// What `panic!` was given, where it is a text.
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or_default()
}
