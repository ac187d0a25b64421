use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::sleep;

use crate::clock::from_now;
use crate::inbox::Inbox;
use crate::store::{Lease, StoreError};
use crate::trace::Failing;

/// The leases of what runs: the token of each entry.
#[derive(Clone, Default)]
pub(super) struct Leases(Arc<Mutex<HashMap<u64, i64>>>);

/// The lease of an entry, which is renewed until it is ended, or this is dropped.
pub(super) struct Held {
    id: u64,
    leases: Leases,
    ended: bool,
}

impl Leases {
    /// Has a lease renewed; unless the entry runs already, since its lease ran out while the database
    /// could not be reached: then what runs has this lease, and nothing more is to be started.
    pub(super) fn hold(&self, Lease { id, token }: Lease) -> Option<Held> {
        let runs = self.all().insert(id, token).is_some();
        (!runs).then(|| Held { id, leases: self.clone(), ended: false })
    }

    /// Puts off the end of all of them in one go, thrice in the time that one lasts, until the inbox is closed.
    ///
    /// What was lost is counted when its attempt ends. After an error it is tried again sooner: three
    /// more times before the first lease ends.
    pub(super) async fn keep_renewing(self, inbox: Inbox, lease: Duration) {
        let (mut pause, mut failing) = (lease / 3, Failing::at("renewing leases"));
        loop {
            sleep(pause).await;
            pause = lease / 3;
            let held: Vec<Lease> =
                self.all().iter().map(|(id, token)| Lease { id: *id, token: *token }).collect();
            if held.is_empty() {
                continue;
            }
            match inbox.engine().renew(held, from_now(lease)).await {
                Ok(_) => failing.no_more(),
                Err(StoreError::Closed) => return,
                Err(error) => {
                    inbox.counters().store_errors.count();
                    failing.again(&error);
                    pause = lease / 12;
                }
            }
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<u64, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// What it is at present.
    pub(super) fn lease(&self) -> Lease {
        let token = self.leases.all().get(&self.id).copied().unwrap_or_default();
        Lease { id: self.id, token }
    }

    /// Renews it no more, unless it is another than this by now; tells whether it was this. From then on
    /// the entry may be held anew.
    pub(super) fn end(&mut self, lease: Lease) -> bool {
        let mut all = self.leases.all();
        self.ended = all.get(&self.id) == Some(&lease.token);
        if self.ended {
            all.remove(&self.id);
        }
        self.ended
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if !self.ended {
            self.leases.all().remove(&self.id);
        }
    }
}
