use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kudosity_webhook::event::Receipt;
use tokio::time::timeout;

use super::mover::{Both, Mover};
use crate::entry::{Entry, OptOutWords, Pair};
use crate::inbox::Counters;
use crate::store::{
    Anew, Answer, Claim, Claimed, Closing, Consent, Depth, Engine, Inserted, Kept, Lease, Listed,
    Settled, Shown, State, StoreError, Woken,
};

/// PostgreSQL, and a local file for what it does not commit in time.
pub(crate) struct Spool {
    both: Arc<Both>,
    /// How long PostgreSQL is waited for.
    share: Duration,
    /// Moves what is in the file, for as long as this is kept.
    mover: Mover,
}

impl Spool {
    /// A store over both, which moves at once what the file holds from before. PostgreSQL need not be
    /// reached: then the words are kept in it once it is.
    pub(crate) async fn open(
        remote: Arc<dyn Engine>,
        is_up: bool,
        local: Arc<dyn Engine>,
        words: OptOutWords,
        share: Duration,
        counters: Arc<Counters>,
    ) -> Result<Self, StoreError> {
        let both = Arc::new(Both::new(remote, local, words, counters));
        // It is not waited for once more.
        let kept = is_up && both.keep_words().await.is_ok();
        both.find_withdrawn().await?;
        let mover = Mover::start(Arc::clone(&both), kept);
        Ok(Self { both, share, mover })
    }

    fn remote(&self) -> &dyn Engine {
        &*self.both.remote
    }

    /// Stores it in PostgreSQL, if that does so in time, and did so before.
    async fn insert_remote(&self, entry: &Entry) -> Option<Inserted> {
        if self.both.is_away() {
            return None;
        }
        let inserted = timeout(self.share, self.remote().insert(entry.clone())).await;
        inserted.ok()?.ok()
    }
}

impl Engine for Spool {
    fn insert(&self, entry: Entry) -> Answer<'_, Inserted> {
        Box::pin(async move {
            if let Some(inserted) = self.insert_remote(&entry).await {
                return Ok(inserted);
            }
            // Done to its end, also if nobody waits for it any more: then the mover has to know.
            let both = Arc::clone(&self.both);
            let inserted = tokio::spawn(async move { both.insert_local(entry).await });
            inserted.await.unwrap_or(Err(StoreError::Closed))
        })
    }

    fn claim(&self, wanted: Claim) -> Answer<'_, Vec<Claimed>> {
        self.remote().claim(wanted)
    }

    fn woken(&self) -> Woken<'_> {
        self.remote().woken()
    }

    fn renew(&self, leases: Vec<Lease>, until: Timestamp) -> Answer<'_, Vec<bool>> {
        self.remote().renew(leases, until)
    }

    fn settle(&self, lease: Lease, outcome: Settled) -> Answer<'_, bool> {
        self.remote().settle(lease, outcome)
    }

    fn list(&self, state: State, after: u64, limit: usize) -> Answer<'_, Vec<Listed>> {
        self.remote().list(state, after, limit)
    }

    fn show(&self, id: u64) -> Answer<'_, Option<Shown>> {
        self.remote().show(id)
    }

    fn replay(&self, id: u64, read: Option<Entry>, due: Timestamp) -> Answer<'_, Anew> {
        self.remote().replay(id, read, due)
    }

    fn purge(&self, kept: Kept) -> Answer<'_, usize> {
        self.remote().purge(kept)
    }

    fn forget(&self, ids: Vec<u64>, at: Timestamp) -> Answer<'_, ()> {
        self.remote().forget(ids, at)
    }

    fn scan(&self, after: u64, limit: usize) -> Answer<'_, Vec<Shown>> {
        self.remote().scan(after, limit)
    }

    fn scrub(&self) -> Answer<'_, ()> {
        Box::pin(async move {
            self.both.local.scrub().await?;
            self.remote().scrub().await
        })
    }

    fn depth(&self) -> Answer<'_, Depth> {
        self.remote().depth()
    }

    fn spooled(&self) -> Answer<'_, u64> {
        Box::pin(self.both.held())
    }

    fn consent(&self, changes: Vec<Consent>) -> Answer<'_, ()> {
        self.remote().consent(changes)
    }

    fn consents_of(&self, persons: Vec<String>) -> Answer<'_, Vec<Consent>> {
        Box::pin(async move {
            let said = self.both.withdrawn.of(&persons);
            Ok(said.added_to(self.remote().consents_of(persons).await?))
        })
    }

    fn consents(&self, after: Option<Pair>, limit: usize) -> Answer<'_, Vec<Consent>> {
        Box::pin(async move {
            let said = self.both.withdrawn.behind(after.as_ref());
            let mut page = said.added_to(self.remote().consents(after, limit).await?);
            // The first of both are among the first of each.
            page.truncate(limit);
            Ok(page)
        })
    }

    fn rename_person(&self, person: String, name: String) -> Answer<'_, ()> {
        self.remote().rename_person(person, name)
    }

    fn keep_words(&self, words: String) -> Answer<'_, ()> {
        self.remote().keep_words(words)
    }

    fn words(&self) -> Answer<'_, Option<String>> {
        self.remote().words()
    }

    fn receipts_of(&self, message_id: String) -> Answer<'_, Vec<Receipt>> {
        self.remote().receipts_of(message_id)
    }

    fn receipts(&self, after: Option<String>, messages: usize) -> Answer<'_, Vec<Receipt>> {
        self.remote().receipts(after, messages)
    }

    fn erasure_key(&self) -> Answer<'_, [u8; 32]> {
        self.remote().erasure_key()
    }

    fn close(&self) -> Closing<'_> {
        self.mover.stop();
        Box::pin(async {
            self.remote().close().await;
            self.both.local.close().await;
        })
    }
}
