use std::sync::Arc;

use jiff::Timestamp;
use kudosity_webhook::event::Receipt;
use sqlx::PgConnection;

use super::super::{
    Anew, Answer, Claim, Claimed, Closing, Consent, Depth, Engine, Inserted, Kept, Lease, Listed,
    Settled, Shown, State, StoreError, Woken,
};
use super::fault::Fault;
use super::group::Group;
use super::insert::Insert;
use super::link::{Link, Work};
use super::settle::Settle;
use super::wake::Wake;
use super::{claim, consent, look, receipt, replay, retention};
use crate::entry::{Entry, Pair};

/// The inbox in PostgreSQL, in the schema `kudosity_inbox` of a database.
pub(crate) struct Postgres {
    link: Arc<Link>,
    inserts: Group<Insert>,
    settles: Group<Settle>,
    wake: Wake,
}

impl Postgres {
    /// The inbox in a database, which need not be up yet. Makes its schema when it is first reached.
    pub(crate) fn at(url: &str) -> Result<Self, StoreError> {
        let link = Arc::new(Link::to(url)?);
        let apart = Arc::clone(&link);
        Ok(Self {
            inserts: Group::new(Arc::clone(&link)),
            settles: Group::new(Arc::clone(&link)),
            wake: Wake::new(move || apart.apart()),
            link,
        })
    }

    /// Whether the database is up, and its schema is there in a version that is known here.
    pub(crate) async fn reach(&self) -> Result<(), StoreError> {
        Ok(self.link.run(|_| Box::pin(async { Ok(()) })).await?)
    }

    /// Does it to its end, also if nobody waits for it any more.
    fn run<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a mut PgConnection) -> Work<'a, T> + Send + 'static,
    ) -> Answer<'_, T> {
        let link = Arc::clone(&self.link);
        Box::pin(async move {
            let done = tokio::spawn(async move { link.run(work).await }).await;
            Ok(done.unwrap_or(Err(Fault::Closed))?)
        })
    }
}

impl Engine for Postgres {
    fn insert(&self, entry: Entry) -> Answer<'_, Inserted> {
        Box::pin(async move { Ok(self.inserts.commit(Arc::new(entry)).await?) })
    }

    fn claim(&self, wanted: Claim) -> Answer<'_, Vec<Claimed>> {
        self.run(move |db| Box::pin(claim::claim(db, wanted)))
    }

    fn woken(&self) -> Woken<'_> {
        Box::pin(self.wake.woken())
    }

    fn renew(&self, leases: Vec<Lease>, until: Timestamp) -> Answer<'_, Vec<bool>> {
        self.run(move |db| Box::pin(claim::renew(db, leases, until)))
    }

    fn settle(&self, lease: Lease, outcome: Settled) -> Answer<'_, bool> {
        let settle = Settle { lease, outcome: Arc::new(outcome) };
        Box::pin(async move { Ok(self.settles.commit(settle).await?) })
    }

    fn list(&self, state: State, after: u64, limit: usize) -> Answer<'_, Vec<Listed>> {
        self.run(move |db| Box::pin(look::list(db, state, after, limit)))
    }

    fn show(&self, id: u64) -> Answer<'_, Option<Shown>> {
        self.run(move |db| Box::pin(look::show(db, id)))
    }

    fn replay(&self, id: u64, read: Option<Entry>, due: Timestamp) -> Answer<'_, Anew> {
        self.run(move |db| Box::pin(replay::replay(db, id, read, due)))
    }

    fn purge(&self, kept: Kept) -> Answer<'_, usize> {
        self.run(move |db| Box::pin(retention::purge(db, kept)))
    }

    fn forget(&self, ids: Vec<u64>, at: Timestamp) -> Answer<'_, ()> {
        self.run(move |db| Box::pin(retention::forget(db, ids, at)))
    }

    fn scan(&self, after: u64, limit: usize) -> Answer<'_, Vec<Shown>> {
        self.run(move |db| Box::pin(look::scan(db, after, limit)))
    }

    fn scrub(&self) -> Answer<'_, ()> {
        Box::pin(async move { Ok(retention::scrub(&self.link.apart()).await?) })
    }

    fn depth(&self) -> Answer<'_, Depth> {
        self.run(|db| Box::pin(look::depth(db)))
    }

    fn consent(&self, changes: Vec<Consent>) -> Answer<'_, ()> {
        self.run(move |db| Box::pin(async move { consent::raise(db, &changes).await }))
    }

    fn consents_of(&self, persons: Vec<String>) -> Answer<'_, Vec<Consent>> {
        self.run(move |db| Box::pin(consent::of_persons(db, persons)))
    }

    fn consents(&self, after: Option<Pair>, limit: usize) -> Answer<'_, Vec<Consent>> {
        self.run(move |db| Box::pin(consent::page(db, after, limit)))
    }

    fn rename_person(&self, person: String, name: String) -> Answer<'_, ()> {
        self.run(move |db| Box::pin(consent::rename(db, person, name)))
    }

    fn receipts_of(&self, message_id: String) -> Answer<'_, Vec<Receipt>> {
        self.run(move |db| Box::pin(receipt::of_message(db, message_id)))
    }

    fn receipts(&self, after: Option<String>, messages: usize) -> Answer<'_, Vec<Receipt>> {
        self.run(move |db| Box::pin(receipt::of_messages(db, after, messages)))
    }

    fn erasure_key(&self) -> Answer<'_, [u8; 32]> {
        self.run(|db| Box::pin(consent::erasure_key(db)))
    }

    fn close(&self) -> Closing<'_> {
        self.wake.stop();
        Box::pin(self.link.close())
    }
}
