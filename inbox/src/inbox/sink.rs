use std::time::Duration;

use kudosity_webhook::{Busy, Delivery, Disposition, Sink, Unreadable};
use tokio::time::timeout;

use super::Inbox;
use crate::entry::Entry;
use crate::store::Inserted;
use crate::trace;

/// After how long a sender is asked to try again that was answered 503: a moment in which a lock goes or a
/// database comes back. Whether the provider heeds it is not documented, so there is nothing to set.
const RETRY_AFTER: Duration = Duration::from_secs(5);

impl Sink for Inbox {
    async fn deliver(&self, delivery: Delivery) -> Result<(), Busy> {
        self.store(Entry::of(&delivery, &self.settings().words)).await
    }

    async fn unreadable(&self, unreadable: Unreadable) -> Result<Disposition, Busy> {
        self.store(Entry::unreadable(&unreadable)).await?;
        let acknowledged = self.settings().acknowledge_unreadable;
        Ok(if acknowledged { Disposition::Kept } else { Disposition::Left })
    }
}

impl Inbox {
    /// Has an entry committed in time, or says that it is not.
    async fn store(&self, entry: Entry) -> Result<(), Busy> {
        let (lane, waits) = (entry.lane, entry.problem.is_none());
        let counters = self.counters();
        match timeout(self.settings().answer_within, self.engine().insert(entry)).await {
            Ok(Ok(Inserted::New)) if waits => {
                counters.stored.count();
                self.arrivals().announce(lane);
                return Ok(());
            }
            Ok(Ok(Inserted::New)) => {
                counters.quarantined.count();
                return Ok(());
            }
            Ok(Ok(Inserted::Known)) => {
                counters.repeats.count();
                return Ok(());
            }
            Ok(Err(error)) => trace::not_stored(&error),
            Err(_) => trace::not_stored_in_time(),
        }
        counters.busy.count();
        Err(Busy { retry_after: RETRY_AFTER })
    }
}
