use std::fmt;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use kudosity_webhook::event::Receipt;

use super::command::Queue;
use super::connection::Location;
use super::{claiming, consenting, inserting, looking, removing, replaying, settling};
use super::{reader, writer};
use crate::entry::{Entry, Pair};
use crate::store::{
    Anew, Answer, Claim, Claimed, Closing, Consent, Depth, Engine, Inserted, Kept, Lease, Listed,
    Settled, Shown, State, StoreError,
};

/// An inbox in a file.
///
/// What was answered is on the disk: SQLite's write-ahead log is flushed by each commit
/// (`synchronous=FULL`). Several processes of one machine may have the file open at once. The write-ahead
/// log needs memory that all of them share, so the file must be on a local disk: on a network file system
/// (NFS, SMB, and the like) locks and flushes are not what SQLite needs them to be, and what was
/// acknowledged can be lost.
///
/// The threads end, and the file is closed, once the last handle is dropped and what it was asked is done.
pub(crate) struct Sqlite {
    pub(super) writer: Queue,
    pub(super) reader: Queue,
}

impl Sqlite {
    /// Opens the file, and makes it where there is none: readable by its owner alone, on Unix. Who asks
    /// something wants the answer within a time, of which a part is waited for other processes that write.
    ///
    /// # Errors
    ///
    /// [`StoreError::Newer`] where a later version has written it, [`StoreError::Foreign`] where it is a
    /// database of something else, and [`StoreError::Database`] where it cannot be opened, written, or is
    /// no database.
    pub(crate) async fn open(path: impl AsRef<Path>, within: Duration) -> Result<Self, StoreError> {
        Self::start(Location::new(path.as_ref()), Location::create, within).await
    }

    /// The same of the file of a spool, which an inbox is not taken for.
    #[cfg(feature = "postgres")]
    pub(crate) async fn open_spool(
        path: impl AsRef<Path>,
        within: Duration,
    ) -> Result<Self, StoreError> {
        Self::start(Location::of_spool(path.as_ref()), Location::create, within).await
    }

    /// Opens a file that holds an inbox of the present schema, and changes nothing of it.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotThere`] where there is none, [`StoreError::Older`] where an earlier version has
    /// written it, and those of [`open`](Self::open).
    pub(crate) async fn open_existing(
        path: impl AsRef<Path>,
        within: Duration,
    ) -> Result<Self, StoreError> {
        Self::start(Location::new(path.as_ref()), Location::find, within).await
    }

    async fn start(
        location: Location,
        prepare: fn(&Location) -> Result<(), StoreError>,
        within: Duration,
    ) -> Result<Self, StoreError> {
        let started = tokio::task::spawn_blocking(move || {
            prepare(&location)?;
            // The rest is for the commit, and for the answer.
            let writer = writer::start(location.clone(), within / 4 * 3)?;
            let reader = reader::start(location)?;
            Ok(Self { writer, reader })
        });
        started.await.map_err(|_| StoreError::Closed)?
    }
}

impl Engine for Sqlite {
    fn insert(&self, entry: Entry) -> Answer<'_, Inserted> {
        let size = entry.body.len();
        self.writer.ask(size, move |connection| inserting::insert(connection, &entry))
    }

    fn claim(&self, wanted: Claim) -> Answer<'_, Vec<Claimed>> {
        self.writer.ask(0, move |connection| claiming::claim(connection, &wanted))
    }

    fn renew(&self, leases: Vec<Lease>, until: Timestamp) -> Answer<'_, Vec<bool>> {
        self.writer.ask(0, move |connection| claiming::renew(connection, &leases, until))
    }

    fn settle(&self, lease: Lease, outcome: Settled) -> Answer<'_, bool> {
        self.writer.ask(0, move |connection| settling::settle(connection, lease, &outcome))
    }

    fn list(&self, state: State, after: u64, limit: usize) -> Answer<'_, Vec<Listed>> {
        self.reader.ask(0, move |connection| looking::list(connection, state, after, limit))
    }

    fn show(&self, id: u64) -> Answer<'_, Option<Shown>> {
        self.reader.ask(0, move |connection| looking::show(connection, id))
    }

    fn replay(&self, id: u64, read: Option<Entry>, due: Timestamp) -> Answer<'_, Anew> {
        self.writer.ask(0, move |connection| replaying::replay(connection, id, read.as_ref(), due))
    }

    fn purge(&self, kept: Kept) -> Answer<'_, usize> {
        self.writer.ask(0, move |connection| removing::purge(connection, &kept))
    }

    fn forget(&self, ids: Vec<u64>, at: Timestamp) -> Answer<'_, ()> {
        self.writer.ask(0, move |connection| removing::forget(connection, &ids, at))
    }

    fn scan(&self, after: u64, limit: usize) -> Answer<'_, Vec<Shown>> {
        self.reader.ask(0, move |connection| looking::scan(connection, after, limit))
    }

    fn scrub(&self) -> Answer<'_, ()> {
        // Not by the one that writes, which has always a transaction open.
        self.reader.ask(0, removing::scrub)
    }

    fn depth(&self) -> Answer<'_, Depth> {
        self.reader.ask(0, looking::depth)
    }

    fn consent(&self, changes: Vec<Consent>) -> Answer<'_, ()> {
        self.writer.ask(0, move |connection| consenting::raise(connection, &changes))
    }

    fn consents_of(&self, persons: Vec<String>) -> Answer<'_, Vec<Consent>> {
        self.reader.ask(0, move |connection| {
            // One state of the database for all of them, which is also looked for only once.
            let snapshot = connection.unchecked_transaction()?;
            consenting::of(&snapshot, &persons)
        })
    }

    fn consents(&self, after: Option<Pair>, limit: usize) -> Answer<'_, Vec<Consent>> {
        self.reader.ask(0, move |connection| consenting::list(connection, after.as_ref(), limit))
    }

    fn rename_person(&self, person: String, name: String) -> Answer<'_, ()> {
        self.writer.ask(0, move |connection| consenting::rename(connection, &person, &name))
    }

    fn keep_words(&self, words: String) -> Answer<'_, ()> {
        self.writer.ask(0, move |connection| consenting::keep_words(connection, &words))
    }

    fn words(&self) -> Answer<'_, Option<String>> {
        self.reader.ask(0, consenting::words)
    }

    fn receipts_of(&self, message_id: String) -> Answer<'_, Vec<Receipt>> {
        self.reader.ask(0, move |connection| looking::receipts_of(connection, &message_id))
    }

    fn receipts(&self, after: Option<String>, messages: usize) -> Answer<'_, Vec<Receipt>> {
        self.reader
            .ask(0, move |connection| looking::receipts(connection, after.as_deref(), messages))
    }

    fn erasure_key(&self) -> Answer<'_, [u8; 32]> {
        self.reader.ask(0, consenting::erasure_key)
    }

    fn close(&self) -> Closing<'_> {
        Box::pin(async {
            self.writer.close().await;
            self.reader.close().await;
        })
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").finish_non_exhaustive()
    }
}
