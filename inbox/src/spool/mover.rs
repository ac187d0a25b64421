use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::page::Page;
use super::withdrawn::Withdrawn;
use crate::entry::{Entry, OptOutWords};
use crate::inbox::Counters;
use crate::store::{Engine, Inserted, Kept, Shown, State, StoreError};
use crate::trace::{Failing, spooling};

/// After how long PostgreSQL is tried again.
const PAUSE: Duration = Duration::from_millis(500);

/// After how long at most, where it refuses all that the file holds: each time is one more look at all of it.
const LONGEST: Duration = Duration::from_secs(30);

/// How long it may take to move one.
const PATIENCE: Duration = Duration::from_secs(10);

/// The two engines, and what is known of the file.
pub(super) struct Both {
    pub(super) remote: Arc<dyn Engine>,
    pub(super) local: Arc<dyn Engine>,
    pub(super) withdrawn: Withdrawn,
    words: OptOutWords,
    counters: Arc<Counters>,
    /// Deliveries go straight to the file.
    away: AtomicBool,
    /// Something was put into the file.
    filled: Notify,
}

/// Moves what is in the file, until it is dropped.
pub(super) struct Mover(JoinHandle<Infallible>);

/// What came of an attempt to move some.
struct Moved {
    /// The last that was tried.
    last: u64,
    /// PostgreSQL took at least one of them.
    some: bool,
    /// What it took is no more in the file.
    gone: bool,
    /// An error, where one was not moved.
    all: Result<(), StoreError>,
}

/// Why something is left in the file.
struct Left {
    error: StoreError,
    /// PostgreSQL was reached, so it is about what is left, or about the file.
    reached: bool,
    /// Something left the file.
    gone: bool,
    /// The last that was tried.
    last: u64,
}

impl Both {
    pub(super) fn new(
        remote: Arc<dyn Engine>,
        local: Arc<dyn Engine>,
        words: OptOutWords,
        counters: Arc<Counters>,
    ) -> Self {
        let (withdrawn, away, filled) = Default::default();
        Self { remote, local, withdrawn, words, counters, away, filled }
    }

    /// Keeps the words in PostgreSQL.
    pub(super) async fn keep_words(&self) -> Result<(), StoreError> {
        self.remote.keep_words(self.words.given().to_owned()).await
    }

    /// Whether deliveries go straight to the file.
    pub(super) fn is_away(&self) -> bool {
        self.away.load(Ordering::Acquire)
    }

    /// How many entries the file holds that were not moved.
    pub(super) async fn held(&self) -> Result<u64, StoreError> {
        let depth = self.local.depth().await?;
        Ok(depth.waiting + depth.quarantined)
    }

    /// Puts it into the file.
    ///
    /// The file has no consents and receipts of its own: what they are is told by the body.
    pub(super) async fn insert_local(&self, entry: Entry) -> Result<Inserted, StoreError> {
        if !self.away.swap(true, Ordering::AcqRel) {
            spooling(true);
        }
        let fingerprint = entry.fingerprint;
        // Before it is acknowledged, and before it may be moved.
        self.withdrawn.add(&entry);
        let bare = Entry { opt_out: None, receipt: None, ..entry };
        let inserted = self.local.insert(bare).await;
        match inserted {
            Ok(Inserted::New) => self.counters.spooled.count(),
            Ok(Inserted::Known) => {}
            Err(_) => self.withdrawn.take_back(&fingerprint),
        }
        self.filled.notify_one();
        inserted
    }

    /// Looks for what the file holds, and whose consent is withdrawn by it; an error, where that cannot be
    /// said of all of it.
    pub(super) async fn find_withdrawn(&self) -> Result<(), StoreError> {
        self.away.store(self.held().await? > 0, Ordering::Release);
        let mut after = 0;
        while let Some(page) = Page::of(&*self.local, State::Waiting, after).await? {
            page.all?;
            after = page.last;
            let entries = page.entries.into_iter().filter_map(Entry::anew);
            entries.for_each(|entry| self.withdrawn.add(&entry));
        }
        Ok(())
    }

    /// Moves what the file holds from behind `after` on, the oldest first, and what is no event at last; an
    /// error is why the first that was not moved was not.
    async fn move_all(self: &Arc<Self>, after: u64) -> Result<(), Left> {
        let (mut some, mut gone, mut last, mut all) = (false, false, after, Ok(()));
        for state in [State::Waiting, State::Quarantined] {
            let mut after = after;
            while let Some(moved) = self.move_some(state, after).await? {
                all = all.and(moved.all);
                // Where none is taken, that may be about what they hold: it does not hold up the others.
                if !moved.some && !self.is_reached().await {
                    return Ok(all?);
                }
                (after, last) = (moved.last, last.max(moved.last));
                (some, gone) = (some || moved.some, gone || moved.gone);
            }
        }
        if (some || all.is_ok()) && self.away.swap(false, Ordering::AcqRel) {
            spooling(false);
        }
        all.map_err(|error| Left { error, reached: true, gone, last })
    }

    /// Whether PostgreSQL answers a small question.
    async fn is_reached(&self) -> bool {
        matches!(timeout(PATIENCE, self.remote.words()).await, Ok(Ok(_)))
    }

    /// Moves some of a state, from behind `after` on, if there are any.
    async fn move_some(
        self: &Arc<Self>,
        state: State,
        after: u64,
    ) -> Result<Option<Moved>, StoreError> {
        let Some(Page { entries, last, mut all }) = Page::of(&*self.local, state, after).await?
        else {
            return Ok(None);
        };
        let mut moving: JoinSet<_> =
            entries.into_iter().map(|shown| Arc::clone(self).move_one(shown)).collect();
        let mut moved = Vec::new();
        while let Some(one) = moving.join_next().await {
            // One that panicked is not moved either.
            match one.unwrap_or(Err(StoreError::Closed)) {
                Ok(one) => moved.push(one),
                Err(error) => all = all.and(Err(error)),
            }
        }
        // Committed there; now it may be removed here. A disk that is full refuses that, and is no reason to
        // keep the rest.
        let ids = moved.iter().map(|(id, _)| *id).collect();
        moved.iter().filter_map(|(_, moved)| *moved).for_each(|one| self.withdrawn.moved(one));
        let removed = self.remove(ids).await;
        let some = !moved.is_empty();
        Ok(Some(Moved { last, some, gone: some && removed.is_ok(), all: all.and(removed) }))
    }

    /// Stores it in PostgreSQL, and tells its number in the file, once it is there.
    async fn move_one(
        self: Arc<Self>,
        shown: Shown,
    ) -> Result<(u64, Option<[u8; 16]>), StoreError> {
        let id = shown.listed.id;
        let Some(entry) = Entry::anew(shown) else { return Ok((id, None)) };
        let fingerprint = entry.fingerprint;
        let inserted = timeout(PATIENCE, self.remote.insert(entry)).await;
        inserted.map_err(|late| StoreError::Database(Box::new(late)))??;
        Ok((id, Some(fingerprint)))
    }

    /// Removes what was moved.
    async fn remove(&self, ids: Vec<u64>) -> Result<(), StoreError> {
        self.local.forget(ids, Timestamp::now()).await?;
        self.clear().await
    }

    /// Leaves nothing in the file of what was moved.
    async fn clear(&self) -> Result<(), StoreError> {
        let now = Timestamp::now();
        let limit = 1000;
        let moved =
            Kept { bodies_since: now, fingerprints_since: now, problems_since: None, limit };
        while self.local.purge(moved).await? > 0 {}
        self.withdrawn.remove_moved();
        Ok(())
    }

    /// Moves what the file holds from behind `after` on, and removes what was moved, also where some was not.
    async fn pass(self: &Arc<Self>, after: u64) -> Result<(), Left> {
        let moved = self.move_all(after).await;
        let cleared = self.clear().await;
        moved?;
        Ok(cleared?)
    }

    /// Moves what is put into the file, as long as it lasts. What PostgreSQL refuses is offered ever more
    /// seldom, and holds up nothing that comes behind it.
    async fn keep_moving(self: Arc<Self>) -> Infallible {
        let mut failing = Failing::at("moving the spool");
        let (mut after, mut refused, mut pause) = (0, None, PAUSE);
        let mut again = Instant::now();
        loop {
            match self.pass(after).await {
                Ok(()) if after == 0 => {
                    failing.no_more();
                    pause = PAUSE;
                    self.filled.notified().await;
                    continue;
                }
                Ok(()) => {}
                Err(left) => {
                    self.counters.store_errors.count();
                    failing.again(&left.error);
                    refused = left.reached.then_some(left.last);
                    if after == 0 || !left.reached {
                        let is_stuck = left.reached && !left.gone;
                        pause = if is_stuck { LONGEST.min(2 * pause) } else { PAUSE };
                        again = Instant::now() + pause;
                    }
                }
            }
            after = tokio::select! {
                () = sleep_until(again) => 0,
                () = self.filled.notified(), if refused.is_some() => refused.unwrap_or_default(),
            };
        }
    }

    /// Keeps the words as soon as PostgreSQL takes them.
    async fn keep_words_at_last(&self) {
        let mut failing = Failing::at("keeping the opt-out words");
        loop {
            sleep(PAUSE).await;
            let Err(error) = self.keep_words().await else { return };
            self.counters.store_errors.count();
            failing.again(&error);
        }
    }
}

impl From<StoreError> for Left {
    fn from(error: StoreError) -> Self {
        Self { error, reached: false, gone: false, last: 0 }
    }
}

impl Mover {
    /// Also keeps the words, where they could not be kept at once.
    pub(super) fn start(both: Arc<Both>, words_are_kept: bool) -> Self {
        Self(tokio::spawn(async move {
            let keep_words = async {
                if !words_are_kept {
                    both.keep_words_at_last().await;
                }
            };
            tokio::join!(Arc::clone(&both).keep_moving(), keep_words).0
        }))
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
