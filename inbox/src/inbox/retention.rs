use std::time::Duration;

use tokio::time::sleep;

use super::Inbox;
use crate::clock::ago;
use crate::store::{Kept, StoreError};
use crate::trace::Failing;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How many entries, unless they are large, are changed by one transaction, so that none holds up a
/// delivery for long.
const BATCH: usize = 500;

/// Between two batches others are let in.
const BREATH: Duration = Duration::from_millis(50);

/// How often it is looked for what is too old.
const EVERY: Duration = Duration::from_secs(60);

/// How long things are kept.
#[derive(Debug)]
pub(super) struct Retention {
    pub(super) bodies: Duration,
    pub(super) fingerprints: Duration,
    pub(super) problems: Option<Duration>,
}

impl Retention {
    /// Since when, as of now.
    pub(super) fn kept(&self) -> Kept {
        Kept {
            bodies_since: ago(self.bodies),
            fingerprints_since: ago(self.fingerprints.max(self.bodies)),
            problems_since: self.problems.map(ago),
            limit: BATCH,
        }
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { bodies: 7 * DAY, fingerprints: 90 * DAY, problems: None }
    }
}

impl Inbox {
    /// Removes what is too old, a few at a time, until the inbox is closed.
    pub(crate) async fn keep_purging(self) {
        let mut failing = Failing::at("the purge");
        loop {
            let pause = match self.engine().purge(self.settings().retention.kept()).await {
                Ok(changed) => {
                    failing.no_more();
                    if changed == 0 { EVERY } else { BREATH }
                }
                Err(StoreError::Closed) => return,
                Err(error) => {
                    self.counters().store_errors.count();
                    failing.again(&error);
                    EVERY
                }
            };
            sleep(pause).await;
        }
    }
}
