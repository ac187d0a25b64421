use std::fmt;
#[cfg(feature = "sqlite")]
use std::path::PathBuf;
use std::sync::Arc;

use super::arrivals::Arrivals;
use super::builder::{Database, Settings};
use super::outcomes::Counters;
use super::{InboxBuilder, Outcomes};
use crate::consent::OptOuts;
use crate::delivery_log::DeliveryLog;
use crate::store::{Depth, Engine, StoreError};
use crate::work::{Failed, Stored, Workers, WorkersBuilder};

/// A [`Sink`](kudosity_webhook::Sink) that commits a delivery to a database before it acknowledges it.
///
/// A repeat, whichever registration sent it, is acknowledged without a second row. An authentic body
/// that is not an event is kept in quarantine. What cannot be committed in time is answered 503 with
/// `Retry-After: 5`, and nothing else.
///
/// Clones are the same inbox: one goes into each route, and whoever works or looks at it has another.
/// Several inboxes, in processes of their own too, may be open on one database.
///
/// # Examples
///
/// ```no_run
/// use kudosity_webhook::{Delivery, Event, Sink};
/// use kudosity_webhook_inbox::Inbox;
///
/// # async fn store() -> Result<(), Box<dyn std::error::Error>> {
/// let inbox = Inbox::sqlite("inbox.db").open().await?;
/// let event = Event::from_body(
///     r#"{"event_type":"OPT_OUT","timestamp":"2026-02-03T04:05:06Z","opt_out":{
///         "source":"SMS_INBOUND","source_message":{"recipient":"61491570006"}}}"#
///         .into(),
/// )?;
/// inbox.deliver(Delivery::for_test(event.clone())).await?;
///
/// // A repeat is acknowledged, and is no second event.
/// inbox.deliver(Delivery::for_test(event)).await?;
/// assert_eq!(inbox.depth().await?.waiting, 1);
/// assert_eq!(inbox.outcomes().repeats, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Inbox(Arc<Shared>);

struct Shared {
    engine: Arc<dyn Engine>,
    settings: Settings,
    arrivals: Arrivals,
    counters: Arc<Counters>,
}

impl Inbox {
    /// An inbox in a SQLite file, which is made where it is not there; its directory is not.
    ///
    /// It must be on a local disk: SQLite's locks do not hold on network file systems.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(path: impl Into<PathBuf>) -> InboxBuilder {
        InboxBuilder::new(Database::Sqlite(path.into()))
    }

    /// An inbox in a PostgreSQL database (13 or later), where several processes receive and work together.
    ///
    /// The URL is `postgres://user:password@host:port/database`. TLS is used where the server has it;
    /// `?sslmode=verify-full` insists on it, and on the server's certificate. All tables are in a schema
    /// of its own, `kudosity_inbox`, which is made where it is not there: whoever may not make one needs
    /// it made by somebody else before.
    #[cfg(feature = "postgres")]
    pub fn postgres(url: impl Into<String>) -> InboxBuilder {
        InboxBuilder::new(Database::Postgres { url: url.into(), spool: None })
    }

    /// An inbox on an engine of the tests.
    #[cfg(test)]
    pub(crate) fn on(engine: Arc<dyn Engine>) -> InboxBuilder {
        InboxBuilder::new(Database::Opened(engine))
    }

    pub(super) fn new(
        engine: Arc<dyn Engine>,
        settings: Settings,
        counters: Arc<Counters>,
    ) -> Self {
        let arrivals = Arrivals::default();
        Self(Arc::new(Shared { engine, settings, arrivals, counters }))
    }

    /// Has events worked by `handler`, with the defaults of [`workers`](Self::workers).
    ///
    /// Two handlers, here or in several processes on one database, share the events: neither gets all of them.
    /// So one handler calls whatever is to follow from an event.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn work<H, F>(&self, handler: H) -> Workers
    where
        H: Fn(Stored) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), Failed>> + Send + 'static,
    {
        self.workers().start(handler)
    }

    /// Sets how events are worked, by whom and how often.
    pub fn workers(&self) -> WorkersBuilder {
        WorkersBuilder::new(self.clone())
    }

    /// How much is in the store: the gauges of an inbox, beside the counters of
    /// [`outcomes`](Self::outcomes).
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the database does not tell.
    pub async fn depth(&self) -> Result<Depth, StoreError> {
        self.engine().depth().await
    }

    /// How many deliveries the spool of this process holds, which are in the store once they are moved; 0
    /// without one. It tells so while PostgreSQL is not reached too.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the spool's file does not tell.
    pub async fn spooled(&self) -> Result<u64, StoreError> {
        self.engine().spooled().await
    }

    /// What has become of deliveries and events since this inbox was opened.
    pub fn outcomes(&self) -> Outcomes {
        self.counters().read()
    }

    /// Who must not be written to.
    pub fn opt_outs(&self) -> OptOuts {
        OptOuts::new(Arc::clone(self.engine()))
    }

    /// How far messages have come.
    pub fn delivery_log(&self) -> DeliveryLog {
        DeliveryLog::new(Arc::clone(self.engine()))
    }

    /// Closes the database, and waits until it is: from then on a SQLite file may be copied, moved or removed,
    /// if no other process has it open.
    ///
    /// [Drain](Workers::drain) workers before. What was asked of a SQLite file is still done; on PostgreSQL
    /// it is, or is an error, and a server that does not answer is waited for 10 s. Whoever asks another
    /// clone of this inbox later gets [`StoreError::Closed`], and a sender is answered 503.
    ///
    /// # Examples
    ///
    /// ```
    /// use kudosity_webhook_inbox::{Inbox, StoreError};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let directory = tempfile::tempdir()?;
    /// # let path = directory.path().join("inbox.db");
    /// let inbox = Inbox::sqlite(&path).open().await?;
    /// let of_a_route = inbox.clone();
    /// inbox.close().await;
    /// std::fs::copy(&path, path.with_extension("copy"))?;
    /// assert!(matches!(of_a_route.depth().await, Err(StoreError::Closed)));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn close(self) {
        self.engine().close().await;
    }

    pub(crate) fn engine(&self) -> &Arc<dyn Engine> {
        &self.0.engine
    }

    pub(crate) fn counters(&self) -> &Counters {
        &self.0.counters
    }

    pub(crate) fn arrivals(&self) -> &Arrivals {
        &self.0.arrivals
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.0.settings
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox").field("settings", self.settings()).finish_non_exhaustive()
    }
}
