use std::fmt;
use std::future::{Future, pending, ready};
use std::pin::Pin;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use kudosity_webhook::event::Receipt;

use crate::entry::{Entry, Lane, Pair};

/// A database that holds the inbox.
///
/// Every method is one transaction (an engine may put those of several callers into one, and answers all
/// of them once it is committed), durable when it answers. What fails has changed nothing, or all of it where
/// the answer to a commit was lost on its way, and may be tried again.
pub(crate) trait Engine: Send + Sync + 'static {
    /// Stores an entry, with the consent that it withdraws and the receipt that it is, unless its
    /// fingerprint is known: then nothing changes.
    fn insert(&self, entry: Entry) -> Answer<'_, Inserted>;

    /// Leases up to so many entries that are due, the longest due first, as far as there is
    /// [room](super::Load) for their bodies, and counts the attempt. What came to no end the last time is
    /// given as the claim says, and with nothing else.
    ///
    /// Where nothing is due, what was never tried is, whatever the clock said of whoever stored it: it
    /// ran ahead, if that is later. It is looked for among the 64 that are due last.
    fn claim(&self, wanted: Claim) -> Answer<'_, Vec<Claimed>>;

    /// Waits until something may be due by what another process did. Who does not look from time to time
    /// may wait without end: an engine need not know of others.
    fn woken(&self) -> Woken<'_> {
        Box::pin(pending())
    }

    /// Puts off the end of leases; tells which are still held.
    fn renew(&self, leases: Vec<Lease>, until: Timestamp) -> Answer<'_, Vec<bool>>;

    /// Ends a lease; tells whether it was still held: else nothing changes.
    fn settle(&self, lease: Lease, outcome: Settled) -> Answer<'_, bool>;

    /// The entries of a state, from `after` on, without their bodies.
    fn list(&self, state: State, after: u64, limit: usize) -> Answer<'_, Vec<Listed>>;

    /// One entry.
    fn show(&self, id: u64) -> Answer<'_, Option<Shown>>;

    /// Has an entry that is not waiting be worked anew, from the first attempt; with what it is read as
    /// now, where it was in quarantine: an event that came by another entry meanwhile is a repeat, and done.
    fn replay(&self, id: u64, read: Option<Entry>, due: Timestamp) -> Answer<'_, Anew>;

    /// Removes some of what is older than it is to be kept; tells how many rows it changed: none, where
    /// nothing is left to remove.
    fn purge(&self, kept: Kept) -> Answer<'_, usize>;

    /// Removes body, texts and problem of entries, their types unless those are known ones, and their
    /// receipts; the fingerprints stay. What waits, is a dead letter or in quarantine is done by that.
    fn forget(&self, ids: Vec<u64>, at: Timestamp) -> Answer<'_, ()>;

    /// Entries in the order of their ids, whatever their state, from `after` on, with all that is stored
    /// of them: as far as there is [room](super::Load) for their bodies; none, where there are none behind it.
    fn scan(&self, after: u64, limit: usize) -> Answer<'_, Vec<Shown>>;

    /// Leaves nothing of what was removed in the files of the database, as far as it can.
    fn scrub(&self) -> Answer<'_, ()>;

    /// How much waits, and since when.
    fn depth(&self) -> Answer<'_, Depth>;

    /// How many entries are kept elsewhere until they can be stored.
    fn spooled(&self) -> Answer<'_, u64> {
        Box::pin(ready(Ok(0)))
    }

    /// Raises the latest instants of consent to those given, where they are later.
    fn consent(&self, changes: Vec<Consent>) -> Answer<'_, ()>;

    /// The consent of so many persons with any account.
    fn consents_of(&self, persons: Vec<String>) -> Answer<'_, Vec<Consent>>;

    /// The consents in the order of person and account, from `after` on.
    fn consents(&self, after: Option<Pair>, limit: usize) -> Answer<'_, Vec<Consent>>;

    /// Puts what is known of a person under another name (that of its hash).
    fn rename_person(&self, person: String, name: String) -> Answer<'_, ()>;

    /// Keeps the words by which a message withdraws consent, in place of those that are kept.
    fn keep_words(&self, words: String) -> Answer<'_, ()>;

    /// The words that are kept, as they were given; none where none ever were.
    fn words(&self) -> Answer<'_, Option<String>>;

    /// The receipts of a message.
    fn receipts_of(&self, message_id: String) -> Answer<'_, Vec<Receipt>>;

    /// The receipts of messages in the order of their ids, from the one behind `after` on, all of each.
    fn receipts(&self, after: Option<String>, messages: usize) -> Answer<'_, Vec<Receipt>>;

    /// The key that erased numbers are hashed with: the store's own, made with it.
    fn erasure_key(&self) -> Answer<'_, [u8; 32]>;

    /// Answers nothing more, whoever asks, and waits until the database is let go of.
    fn close(&self) -> Closing<'_>;
}

/// What an engine answers, later.
pub(crate) type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Something may be due, later.
pub(crate) type Woken<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// It is closed, later.
pub(crate) type Closing<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// The database did not do what it was asked to.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The schema of the database is of a later version than this one knows.
    #[error(
        "the inbox has schema {found}, and this version knows {known}: use the version that wrote it, or a later one"
    )]
    Newer {
        /// The schema's version.
        found: i64,
        /// The latest that is known here.
        known: i64,
    },
    /// The schema of the database is of an earlier version, and whoever asks may not upgrade it: a user of
    /// PostgreSQL who does not own the tables, or
    /// [`open_existing`](crate::InboxBuilder::open_existing).
    #[error(
        "the inbox has schema {found}, and this version needs {known}: have the application opened once in this version, in PostgreSQL by the owner of the tables"
    )]
    Older {
        /// The schema's version.
        found: i64,
        /// The one that is needed here.
        known: i64,
    },
    /// There is no inbox where one is to be.
    #[error(
        "there is no inbox: name the file or the database of the application, once it has been opened by that in this version"
    )]
    NotThere,
    /// The SQLite file is a database of something else; or a spool where an inbox is to be, or an inbox
    /// where a spool is.
    #[error(
        "the database is of something else: give the inbox, and a spool, a file of its own, which is made where there is none"
    )]
    Foreign,
    /// An inbox in SQLite was given a spool.
    #[error("an inbox in SQLite has no spool: it is for one in PostgreSQL")]
    NoSpool,
    /// The database failed: it is locked, full, read-only, not reachable, and the like.
    #[error("the inbox's database failed: {0}")]
    Database(Box<dyn std::error::Error + Send + Sync>),
    /// More is asked of the database than it can do at present.
    #[error("the inbox's database has too much to do: try again later")]
    Overloaded,
    /// The engine has been closed.
    #[error("the inbox is closed")]
    Closed,
}

/// As it is told, since a `main` that returns it shows it so.
impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Whether an entry was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inserted {
    /// It is there, by this.
    New,
    /// It was there before.
    Known,
}

/// Whether an entry is worked anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anew {
    /// It waits.
    Waits,
    /// It is the repeat of another, and done.
    Repeat,
    /// It waits already, is not there, or has no body.
    Impossible,
}

/// What is asked for by a worker.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// Whether opt-outs alone are wanted; else they are the first.
    pub(crate) opt_outs_only: bool,
    pub(crate) limit: usize,
    pub(crate) now: Timestamp,
    /// How long nobody else is to have them.
    pub(crate) lease: SignedDuration,
    pub(crate) unended: Unended,
}

/// What becomes of an entry whose lease ran out: it may be what killed the process, and is not to take
/// others with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unended {
    /// It is given where it is the first, alone; else nothing behind it is given.
    Alone,
    /// Neither it is given, nor anything behind it.
    Awaited,
    /// It is not given.
    PassedOver,
}

impl Claim {
    /// The queues to look at, the first first.
    pub(crate) fn lanes(&self) -> &'static [Lane] {
        if self.opt_outs_only { &[Lane::OptOuts] } else { &[Lane::OptOuts, Lane::Others] }
    }

    /// Whether an entry is given, by whether the one before it, if any, and it itself came to no end. Where
    /// it is not, nothing behind it is either.
    pub(crate) fn gives(&self, before: Option<bool>, unended: bool) -> bool {
        match before {
            None => !unended || self.unended == Unended::Alone,
            Some(before) => !before && !unended,
        }
    }
}

/// The right to work an entry, until somebody else is given it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Lease {
    pub(crate) id: u64,
    /// Drawn anew by each claim.
    pub(crate) token: i64,
}

/// An entry to be worked.
#[derive(Clone)]
pub(crate) struct Claimed {
    pub(crate) lease: Lease,
    /// The number of this attempt, from 1.
    pub(crate) attempt: u32,
    /// The last attempt came to no end: its lease ran out.
    pub(crate) unended: bool,
    pub(crate) received_at: Timestamp,
    pub(crate) body: Bytes,
    pub(crate) authenticated_by: String,
    pub(crate) traceparent: Option<String>,
}

/// How an attempt ended.
#[derive(Clone, Debug)]
pub(crate) enum Settled {
    /// It is done.
    Done { at: Timestamp },
    /// It is to be tried again.
    Retry { due: Timestamp, problem: String },
    /// It is not to be tried again by itself: a dead letter.
    Parked { at: Timestamp, problem: String },
    /// It was not tried: the attempt does not count, and it is due at once. What had come to no end before
    /// has still come to none.
    Released { due: Timestamp, unended: bool },
}

/// Where an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// It waits for a worker, or is worked.
    Waiting,
    /// It was worked.
    Done,
    /// It is a dead letter: it was tried as often as it may be, its handler said that no attempt would succeed,
    /// or its body cannot be read any more.
    Parked,
    /// It is authentic, but cannot be read by this version.
    Quarantined,
}

impl State {
    /// By which it is stored.
    pub(crate) fn number(self) -> i16 {
        match self {
            Self::Waiting => 0,
            Self::Done => 1,
            Self::Parked => 2,
            Self::Quarantined => 3,
        }
    }
}

/// An entry, without its body.
#[derive(Clone)]
#[non_exhaustive]
pub struct Listed {
    /// Its number, from 1. In SQLite a later entry has a higher one; in PostgreSQL, where several are stored at
    /// once, mostly.
    pub id: u64,
    /// Where it is.
    pub state: State,
    /// The event's type as it came, cut where it is long; none of a body in quarantine, nor where an erased
    /// event had a type that is not known.
    pub event_type: Option<String>,
    /// When the last byte of the body had come.
    pub received_at: Timestamp,
    /// How many attempts to work it were begun.
    pub attempts: u32,
    /// When it is due, or its lease ends; where it waits.
    pub due: Option<Timestamp>,
    /// When it was done or parked.
    pub ended_at: Option<Timestamp>,
    /// Why it was not worked the last time, or cannot be read. It may hold what a handler's error quotes.
    pub problem: Option<String>,
}

impl fmt::Debug for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listed")
            .field("id", &self.id)
            .field("state", &self.state)
            .field("received_at", &self.received_at)
            .field("attempts", &self.attempts)
            .field("due", &self.due)
            .field("ended_at", &self.ended_at)
            .finish_non_exhaustive()
    }
}

/// An entry with all that is stored of it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Shown {
    /// What a list says of it.
    pub listed: Listed,
    /// Which queue it waits in, or would.
    #[cfg_attr(
        not(all(feature = "postgres", feature = "sqlite")),
        expect(dead_code, reason = "it is for what is moved from a spool")
    )]
    pub(crate) lane: Lane,
    /// The body as it came; none once it was purged or erased.
    pub body: Option<Bytes>,
    /// The name of the credential that it came by.
    pub authenticated_by: String,
    /// The trace that it belongs to at the sender.
    pub traceparent: Option<String>,
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shown")
            .field("listed", &self.listed)
            .field("body", &self.body.as_ref().map(Bytes::len))
            .finish_non_exhaustive()
    }
}

/// Since when what is to be kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    /// Bodies of what was done before are removed.
    pub(crate) bodies_since: Timestamp,
    /// Fingerprints of what was done before are removed, and receipts of events before.
    pub(crate) fingerprints_since: Timestamp,
    /// Dead letters and quarantine from before lose body and problem, and are done by that: their
    /// fingerprints and receipts go with those of others. All are kept if there is none.
    pub(crate) problems_since: Option<Timestamp>,
    /// The most rows to change at once.
    pub(crate) limit: usize,
}

/// How much is in the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Depth {
    /// How many entries wait, those in work included.
    pub waiting: u64,
    /// How many of them withdraw consent.
    pub waiting_opt_outs: u64,
    /// When the oldest that waits was received.
    pub oldest: Option<Timestamp>,
    /// How many are dead letters.
    pub parked: u64,
    /// How many are in quarantine.
    pub quarantined: u64,
}

/// What a person last said to an account.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Consent {
    pub(crate) between: Pair,
    pub(crate) opted_out: Option<Timestamp>,
    pub(crate) opted_in: Option<Timestamp>,
}

impl Consent {
    /// The consent that an entry withdraws.
    pub(crate) fn withdrawn_by(entry: &Entry) -> Option<Self> {
        let opted_out = entry.opt_out.as_ref()?;
        let between = opted_out.between.clone();
        Some(Self { between, opted_out: Some(opted_out.at), opted_in: None })
    }
}
