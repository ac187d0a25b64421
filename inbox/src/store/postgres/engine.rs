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
use super::retention::SCRUB;
use super::settle::Settle;
use super::wake::Wake;
use super::{claim, consent, look, receipt, replay, retention};
use crate::entry::{Entry, Pair};

/// How many connections carry the queue: one each for deliveries, claims, renewals and ends of leases.
const QUEUE: u32 = 4;

/// How many connections carry all else that is asked; one more listens where there are workers.
const REST: u32 = 4;

/// The inbox in PostgreSQL, in the schema `kudosity_inbox` of a database.
pub(crate) struct Postgres {
    /// For what nothing else is to hold up, however much is asked.
    queue: Arc<Link>,
    rest: Arc<Link>,
    inserts: Group<Insert>,
    settles: Group<Settle>,
    wake: Wake,
}

impl Postgres {
    /// The inbox in a database, which need not be up yet. Makes its schema, or upgrades it, when it is first
    /// reached.
    pub(crate) fn at(url: &str) -> Result<Self, StoreError> {
        Ok(Self::by(Link::to(url, QUEUE, true)?))
    }

    /// The inbox that is in a database already, which need not be up yet. Its schema is only looked for.
    pub(crate) fn existing_at(url: &str) -> Result<Self, StoreError> {
        Ok(Self::by(Link::to(url, QUEUE, false)?))
    }

    fn by(queue: Link) -> Self {
        let queue = Arc::new(queue);
        let rest = Arc::new(queue.beside(REST));
        Self {
            inserts: Group::new(Arc::clone(&queue)),
            settles: Group::new(Arc::clone(&queue)),
            wake: Wake::new(Arc::clone(&rest)),
            queue,
            rest,
        }
    }

    /// Whether the database is up; an error is what does not pass by itself.
    #[cfg(feature = "sqlite")]
    pub(crate) async fn is_up(&self) -> Result<bool, StoreError> {
        match self.rest.run(|_| Box::pin(async { Ok(()) })).await {
            Err(fault) if fault.lasts() => Err(fault.into()),
            reached => Ok(reached.is_ok()),
        }
    }

    /// Does it beside the queue.
    fn run<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a mut PgConnection) -> Work<'a, T> + Send + 'static,
    ) -> Answer<'_, T> {
        run(&self.rest, work)
    }
}

/// Does it to its end, also if nobody waits for it any more.
fn run<T: Send + 'static>(
    link: &Arc<Link>,
    work: impl for<'a> FnOnce(&'a mut PgConnection) -> Work<'a, T> + Send + 'static,
) -> Answer<'static, T> {
    let link = Arc::clone(link);
    Box::pin(async move {
        let done = tokio::spawn(async move { link.run(work).await }).await;
        Ok(done.map_err(Fault::from)??)
    })
}

impl Engine for Postgres {
    fn insert(&self, entry: Entry) -> Answer<'_, Inserted> {
        Box::pin(async move { Ok(self.inserts.commit(Arc::new(entry)).await?) })
    }

    fn claim(&self, wanted: Claim) -> Answer<'_, Vec<Claimed>> {
        run(&self.queue, move |db| Box::pin(claim::claim(db, wanted)))
    }

    fn woken(&self) -> Woken<'_> {
        Box::pin(self.wake.woken())
    }

    fn renew(&self, leases: Vec<Lease>, until: Timestamp) -> Answer<'_, Vec<bool>> {
        run(&self.queue, move |db| Box::pin(claim::renew(db, leases, until)))
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
        Box::pin(async move { Ok(retention::scrub(&self.rest.apart(), SCRUB).await?) })
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

    fn keep_words(&self, words: String) -> Answer<'_, ()> {
        self.run(|db| Box::pin(consent::keep_words(db, words)))
    }

    fn words(&self) -> Answer<'_, Option<String>> {
        self.run(|db| Box::pin(consent::words(db)))
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
        Box::pin(async {
            tokio::join!(self.queue.close(), self.rest.close());
        })
    }
}
