use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

use super::withdrawn::Withdrawn;
use crate::entry::{Entry, OptOutWords};
use crate::store::{Engine, Inserted, Kept, Shown, StoreError};
use crate::trace;

/// So many entries are moved at once.
const TOGETHER: usize = 256;

/// After how long PostgreSQL is tried again.
const PAUSE: Duration = Duration::from_millis(500);

/// How long it may take to move one.
const PATIENCE: Duration = Duration::from_secs(10);

/// The two engines, and what is known of the file.
pub(super) struct Both {
    pub(super) remote: Arc<dyn Engine>,
    pub(super) local: Arc<dyn Engine>,
    pub(super) withdrawn: Withdrawn,
    words: OptOutWords,
    /// Deliveries go straight to the file.
    away: AtomicBool,
    /// Something was put into the file.
    filled: Notify,
}

/// Moves what is in the file, until it is dropped.
pub(super) struct Mover(JoinHandle<Infallible>);

/// What came of an attempt to move some.
enum Moved {
    /// There was nothing behind it.
    Nothing,
    /// All up to this one were tried, and some of them moved.
    UpTo(u64, Complete),
    /// PostgreSQL took none of them.
    Refused,
}

/// Whether all of them were moved.
type Complete = bool;

impl Both {
    pub(super) fn new(remote: Arc<dyn Engine>, local: Arc<dyn Engine>, words: OptOutWords) -> Self {
        let (withdrawn, away, filled) = Default::default();
        Self { remote, local, withdrawn, words, away, filled }
    }

    /// Whether deliveries go straight to the file.
    pub(super) fn is_away(&self) -> bool {
        self.away.load(Ordering::Acquire)
    }

    /// Whether the file holds entries that were not moved.
    pub(super) async fn holds_any(&self) -> Result<bool, StoreError> {
        Ok(self.local.depth().await?.waiting > 0)
    }

    /// Puts it into the file.
    ///
    /// The file has no consents, receipts and quarantine of its own: what it is of is told by the body.
    pub(super) async fn insert_local(&self, entry: Entry) -> Result<Inserted, StoreError> {
        if !self.away.swap(true, Ordering::AcqRel) {
            trace::spooling(true);
        }
        let fingerprint = entry.fingerprint;
        // Before it is acknowledged, and before it may be moved.
        let added = self.withdrawn.add(&entry);
        let bare = Entry { problem: None, opt_out: None, receipt: None, ..entry };
        let inserted = self.local.insert(bare).await;
        if added && inserted.is_err() {
            self.withdrawn.remove(&fingerprint);
        }
        self.filled.notify_one();
        inserted
    }

    /// Looks for whose consent is withdrawn by what the file holds.
    pub(super) async fn find_withdrawn(&self) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let shown = self.local.scan(after, TOGETHER).await?;
            let Some(last) = shown.last() else { return Ok(()) };
            after = last.listed.id;
            self.away.store(true, Ordering::Release);
            for entry in shown.into_iter().filter_map(|shown| Entry::anew(shown, &self.words)) {
                self.withdrawn.add(&entry);
            }
        }
    }

    /// Moves what the file holds, in its order; tells whether all of it was moved.
    async fn move_all(self: &Arc<Self>) -> Result<Complete, StoreError> {
        let (mut after, mut all) = (0, true);
        loop {
            match self.move_some(after).await? {
                Moved::UpTo(last, complete) => (after, all) = (last, all && complete),
                Moved::Refused => return Ok(false),
                Moved::Nothing => {
                    // One that is refused by itself, time and again, does not hold up the others.
                    if self.away.swap(false, Ordering::AcqRel) {
                        trace::spooling(false);
                    }
                    return Ok(all);
                }
            }
        }
    }

    async fn move_some(self: &Arc<Self>, after: u64) -> Result<Moved, StoreError> {
        let shown = self.local.scan(after, TOGETHER).await?;
        let Some(last) = shown.last().map(|last| last.listed.id) else {
            return Ok(Moved::Nothing);
        };
        let mut moving = JoinSet::new();
        for shown in shown {
            moving.spawn(Arc::clone(self).move_one(shown));
        }
        let asked = moving.len();
        let moved: Vec<_> = moving.join_all().await.into_iter().flatten().collect();
        if moved.is_empty() {
            return Ok(Moved::Refused);
        }
        let complete = moved.len() == asked;
        // Committed there; now it may be removed here.
        let ids = moved.iter().map(|(id, _)| *id).collect();
        self.local.forget(ids, Timestamp::now()).await?;
        moved.iter().flat_map(|(_, moved)| moved).for_each(|one| self.withdrawn.remove(one));
        Ok(Moved::UpTo(last, complete))
    }

    /// Stores it in PostgreSQL, and tells its number in the file, if it is there now.
    async fn move_one(self: Arc<Self>, shown: Shown) -> Option<(u64, Option<[u8; 16]>)> {
        let id = shown.listed.id;
        let Some(entry) = Entry::anew(shown, &self.words) else { return Some((id, None)) };
        let fingerprint = entry.fingerprint;
        timeout(PATIENCE, self.remote.insert(entry)).await.ok()?.ok()?;
        Some((id, Some(fingerprint)))
    }

    /// Removes what was moved, so that nothing personal stays in the file.
    async fn clear(&self) -> Result<(), StoreError> {
        let now = Timestamp::now();
        let limit = 1000;
        let moved =
            Kept { bodies_since: now, fingerprints_since: now, problems_since: None, limit };
        while self.local.purge(moved).await? > 0 {}
        Ok(())
    }

    /// Moves what is put into the file, as long as it lasts.
    async fn keep_moving(self: Arc<Self>) -> Infallible {
        loop {
            match self.move_all().await {
                Ok(true) => {
                    if let Err(error) = self.clear().await {
                        trace::store_failed("clearing the spool", &error);
                    }
                    self.filled.notified().await;
                }
                Ok(false) => sleep(PAUSE).await,
                Err(error) => {
                    trace::store_failed("moving the spool", &error);
                    sleep(PAUSE).await;
                }
            }
        }
    }
}

impl Mover {
    pub(super) fn start(both: Arc<Both>) -> Self {
        Self(tokio::spawn(both.keep_moving()))
    }

    /// Moves no more.
    pub(super) fn stop(&self) {
        self.0.abort();
    }
}

impl Drop for Mover {
    fn drop(&mut self) {
        self.stop();
    }
}
