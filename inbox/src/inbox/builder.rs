use std::fmt;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::Inbox;
use super::outcomes::Counters;
use super::retention::Retention;
use crate::entry::OptOutWords;
#[cfg(all(feature = "postgres", feature = "sqlite"))]
use crate::spool::Spool;
#[cfg(feature = "postgres")]
use crate::store::Postgres;
#[cfg(feature = "sqlite")]
use crate::store::Sqlite;
use crate::store::{Engine, StoreError};

/// Sets what an [`Inbox`] keeps and how it answers; everything has a default.
///
/// # Examples
///
/// ```no_run
/// use std::time::Duration;
///
/// use kudosity_webhook_inbox::Inbox;
///
/// # async fn open() -> Result<(), Box<dyn std::error::Error>> {
/// const DAY: Duration = Duration::from_secs(24 * 60 * 60);
///
/// let inbox = Inbox::sqlite("inbox.db")
///     .keep_bodies(DAY)
///     .keep_problems(90 * DAY)
///     .opt_out_words(["STOP", "ARRET"])
///     .open()
///     .await?;
///
/// // A directory that is not there is not made: the path may be mistyped.
/// assert!(Inbox::sqlite("/no/such/directory/inbox.db").open().await.is_err());
/// # Ok(())
/// # }
/// ```
#[must_use = "an inbox is opened by `open`"]
pub struct InboxBuilder {
    database: Database,
    settings: Settings,
}

/// What is set.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(super) answer_within: Duration,
    pub(super) acknowledge_unreadable: bool,
    pub(super) retention: Retention,
    pub(super) words: OptOutWords,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            answer_within: Duration::from_secs(2),
            acknowledge_unreadable: true,
            retention: Retention::default(),
            words: OptOutWords::default(),
        }
    }
}

impl InboxBuilder {
    pub(super) fn new(database: Database) -> Self {
        Self { database, settings: Settings::default() }
    }

    /// The time within which a sender is answered, whatever the database does; 2 s by default.
    ///
    /// What is not committed by then is answered 503 with `Retry-After: 5`. It may be committed all
    /// the same, a moment later: then what comes again is a repeat. Another process that writes to a SQLite
    /// file is waited for up to three quarters of this. The provider's timeout is not documented; a sender
    /// that gives up may deliver again or not at all.
    pub fn answer_within(mut self, limit: Duration) -> Self {
        self.settings.answer_within = limit;
        self
    }

    /// Whether an authentic body that is not an event is answered 200; `true` by default.
    ///
    /// It is kept in quarantine either way. With `false` it is answered with its rejection (400, 413
    /// or 422), which shows in the provider's account, and may have it deliver again what cannot be read.
    pub fn acknowledge_unreadable(mut self, acknowledge: bool) -> Self {
        self.settings.acknowledge_unreadable = acknowledge;
        self
    }

    /// How long the bodies of events are kept after they were worked; 7 days by default.
    pub fn keep_bodies(mut self, time: Duration) -> Self {
        self.settings.retention.bodies = time;
        self
    }

    /// How long it is known that an event was worked, so that a repeat is no event; 90 days by default,
    /// and never less than bodies are kept.
    ///
    /// It costs some 350 bytes a receipt, 520 in PostgreSQL. The receipts of messages are kept as long.
    pub fn keep_fingerprints(mut self, time: Duration) -> Self {
        self.settings.retention.fingerprints = time;
        self
    }

    /// How long dead letters, and bodies in quarantine, are kept; for ever by default (`None`), since
    /// nobody has worked them.
    ///
    /// What is older loses its body and is listed no more. That it came stays known for as long as
    /// [`keep_fingerprints`](Self::keep_fingerprints) says, so that a repeat is not let in by it.
    pub fn keep_problems(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.settings.retention.problems = time.into();
        self
    }

    /// What a person writes, as the whole message, to get no more of them; none switches it off.
    ///
    /// Case, accents, blanks, punctuation, invisible marks and the width of letters do not count (`opt-out`
    /// is `OPT OUT`, and not `OPTOUT`; `arret` is `ARRÊT`), and a word that is repeated is the word; a text
    /// of more than 4,096 bytes, but for blanks around it, is none. By default `STOP`, `STOPALL`, `STOP
    /// ALL`, `END`, `QUIT`, `CANCEL`, `REVOKE`, `UNSUB`, `UNSUBSCRIBE`, `OPT OUT` and `OPTOUT`: an inbound
    /// message that is one of them withdraws consent as an opt-out event does, and is worked as early.
    ///
    /// [`open`](Self::open) keeps them in the store, in place of those that were kept before, so that who
    /// replays a message by [`open_existing`](Self::open_existing) knows them. Where several processes have
    /// one store, each knows what it takes in by its own: give all of them the same.
    pub fn opt_out_words(mut self, words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.settings.words = OptOutWords::new(words);
        self
    }

    /// A local SQLite file for deliveries that PostgreSQL does not commit in time; none by default, and an
    /// error of [`open`](Self::open) for an inbox in SQLite.
    ///
    /// What is not committed by PostgreSQL within half of the time of [`answer_within`](Self::answer_within)
    /// is committed to the file, acknowledged, and moved over, the oldest first, when PostgreSQL is back. Without
    /// one it is answered 503, and whether the provider brings it back is not documented. The file is for
    /// this process alone, on a local disk that outlives it, and holds nothing once all is moved, though it
    /// does not shrink. [`Outcomes::spooled`](crate::Outcomes::spooled) counts what was put into it, and
    /// [`Inbox::spooled`] tells how much it holds.
    ///
    /// Until then, opt-outs in it count in this process, and those in files of other processes do not.
    /// While PostgreSQL is not reached, whoever asks about opt-outs gets an error. For who is to be erased
    /// meanwhile, see [`Inbox::erase`].
    #[cfg(all(feature = "postgres", feature = "sqlite"))]
    pub fn spool(mut self, path: impl Into<PathBuf>) -> Self {
        match &mut self.database {
            Database::Postgres { spool, .. } => *spool = Some(path.into()),
            other => *other = Database::Unspoolable,
        }
        self
    }

    /// Opens the inbox, and makes or upgrades what it needs in the database; with a spool, once PostgreSQL is
    /// reached.
    ///
    /// # Errors
    ///
    /// [`StoreError::Newer`] where a later version wrote it, [`StoreError::Foreign`] where a file is a
    /// database of something else, which is left as it is, [`StoreError::Older`] where the user of
    /// PostgreSQL may not upgrade it, [`StoreError::NoSpool`] where one in SQLite was given a spool, and
    /// [`StoreError::Database`] where the database cannot be opened.
    ///
    /// With a spool, PostgreSQL need not be reached: it has 2 s for that, since both may have been started
    /// at once, and 5 s more to answer. Where it is, and refuses the user, the password or the database, or
    /// a right is missing, that is an error all the same.
    pub async fn open(self) -> Result<Inbox, StoreError> {
        let counters = Arc::default();
        let engine = self.database.open(&self.settings, &counters).await?;
        Ok(Inbox::new(engine, self.settings, counters))
    }

    /// Opens an inbox that is there, for a tool that looks after it beside the application.
    ///
    /// Nothing is made and nothing is upgraded: an application of an earlier version may have it open, and
    /// could not be started again. No setting is brought into it either: the
    /// [`opt_out_words`](Self::opt_out_words) are those that the application gave, and no spool is opened.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotThere`] where there is no inbox, or no application has opened it yet,
    /// [`StoreError::Older`] where an earlier version wrote it and no later one has opened it, and those of
    /// [`open`](Self::open).
    pub async fn open_existing(mut self) -> Result<Inbox, StoreError> {
        let (engine, words) = self.database.find(&self.settings).await?;
        self.settings.words = words;
        Ok(Inbox::new(engine, self.settings, Arc::default()))
    }
}

impl fmt::Debug for InboxBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboxBuilder").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// What an inbox is stored in.
pub(super) enum Database {
    #[cfg(feature = "sqlite")]
    Sqlite(PathBuf),
    #[cfg(feature = "postgres")]
    Postgres {
        url: String,
        #[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "a spool is in SQLite"))]
        spool: Option<PathBuf>,
    },
    /// One that was given a spool, which it has no use for.
    #[cfg(all(feature = "postgres", feature = "sqlite"))]
    Unspoolable,
    #[cfg(test)]
    Opened(Arc<dyn Engine>),
}

impl Database {
    /// Makes what is not there, and keeps the settings that others who open it need.
    #[cfg_attr(
        not(all(feature = "postgres", feature = "sqlite")),
        expect(unused_variables, reason = "the counters of a spool")
    )]
    async fn open(
        self,
        settings: &Settings,
        counters: &Arc<Counters>,
    ) -> Result<Arc<dyn Engine>, StoreError> {
        let engine: Arc<dyn Engine> = match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(path) => Arc::new(Sqlite::open(path, settings.answer_within).await?),
            #[cfg(all(feature = "postgres", feature = "sqlite"))]
            Self::Postgres { url, spool: Some(spool) } => {
                return spooled(&url, spool, settings, Arc::clone(counters)).await;
            }
            #[cfg(feature = "postgres")]
            Self::Postgres { url, .. } => Arc::new(Postgres::at(&url)?),
            #[cfg(all(feature = "postgres", feature = "sqlite"))]
            Self::Unspoolable => return Err(StoreError::NoSpool),
            #[cfg(test)]
            Self::Opened(engine) => engine,
        };
        engine.keep_words(settings.words.given().to_owned()).await?;
        Ok(engine)
    }

    /// What is there already, and the words that are kept in it: without them, somebody who wrote one that
    /// was not known here would be written to.
    #[cfg_attr(
        not(feature = "sqlite"),
        expect(unused_variables, reason = "how long a file is waited for")
    )]
    async fn find(self, settings: &Settings) -> Result<(Arc<dyn Engine>, OptOutWords), StoreError> {
        let engine: Arc<dyn Engine> = match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(path) => {
                Arc::new(Sqlite::open_existing(path, settings.answer_within).await?)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres { url, .. } => Arc::new(Postgres::existing_at(&url)?),
            #[cfg(all(feature = "postgres", feature = "sqlite"))]
            Self::Unspoolable => return Err(StoreError::NoSpool),
            #[cfg(test)]
            Self::Opened(engine) => engine,
        };
        let words = engine.words().await?.ok_or(StoreError::NotThere)?;
        Ok((engine, OptOutWords::kept(words)))
    }
}

/// PostgreSQL, which need not be reached, and a file for what it does not take.
#[cfg(all(feature = "postgres", feature = "sqlite"))]
async fn spooled(
    url: &str,
    spool: PathBuf,
    settings: &Settings,
    counters: Arc<Counters>,
) -> Result<Arc<dyn Engine>, StoreError> {
    let postgres = Postgres::at(url)?;
    let is_up = postgres.is_up().await?;
    let share = settings.answer_within / 2;
    let local = Sqlite::open_spool(spool, settings.answer_within.saturating_sub(share)).await?;
    let (postgres, local) = (Arc::new(postgres), Arc::new(local));
    let words = settings.words.clone();
    Ok(Arc::new(Spool::open(postgres, is_up, local, words, share, counters).await?))
}
