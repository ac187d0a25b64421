use std::time::Duration;

use super::back_off::BackOff;
use super::crew::Terms;
use super::{Failed, Stored, Workers};
use crate::inbox::Inbox;

/// Sets how events are worked; everything has a default.
///
/// # Examples
///
/// ```no_run
/// use std::time::Duration;
///
/// use kudosity_webhook_inbox::{Failed, Inbox, Stored};
///
/// async fn on_event(stored: Stored) -> Result<(), Failed> {
///     println!("{}", stored.event);
///     Ok(())
/// }
///
/// # async fn work() -> Result<(), Box<dyn std::error::Error>> {
/// let inbox = Inbox::sqlite("inbox.db").open().await?;
/// let workers = inbox
///     .workers()
///     .concurrency(64)
///     .time_limit(Duration::from_secs(10))
///     .max_attempts(5)
///     .start(on_event);
///
/// // At the end: what runs has 30 s to end.
/// let released = workers.drain(Duration::from_secs(30)).await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "workers are started by `start`"]
pub struct WorkersBuilder {
    inbox: Inbox,
    terms: Terms,
}

impl WorkersBuilder {
    pub(crate) fn new(inbox: Inbox) -> Self {
        Self { inbox, terms: Terms::default() }
    }

    /// How many events are worked at once, one at least; 16 by default.
    ///
    /// Opt-outs are claimed before anything else, and have one more slot that is theirs alone: what
    /// fails or is slow beside them does not keep them waiting.
    pub fn concurrency(mut self, events: usize) -> Self {
        self.terms.concurrency = events.max(1);
        self
    }

    /// How often an event is tried before it is a dead letter, once at least; 12 times by default,
    /// which takes about two hours by the default [`back_off`](Self::back_off).
    ///
    /// An attempt counts from its beginning. An attempt that came to no end, since the process was
    /// killed, is followed by one that is alone: what runs is let end first, and nothing but opt-outs, in
    /// the slot of their own, is begun beside it. So what kills the process takes its neighbours with it
    /// once. It is tried once more than this, and then parked without being run.
    ///
    /// While such an event waits, what runs holds up the rest, for as long as
    /// [`time_limit`](Self::time_limit) lets it.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.terms.max_attempts = attempts.max(1);
        self
    }

    /// How long an attempt may take; 60 s by default.
    ///
    /// It should be shorter than the time from one start of the application to the next: an attempt that a
    /// [`drain`](Workers::drain) gives back does not count, so where a process is restarted more often than
    /// that, a handler that hangs never uses up its attempts.
    ///
    /// The handler's future is dropped then, where it awaits: a handler that blocks its thread cannot be
    /// stopped (use [`tokio::task::spawn_blocking`]).
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.terms.time_limit = limit;
        self
    }

    /// How long an event that is worked is nobody else's, unless that is renewed; 60 s by default, and
    /// one second at least.
    ///
    /// It is renewed while the handler runs, so this is not a limit of time. It is how long an event
    /// waits whose process was killed. The clocks of machines that share a database should differ by
    /// less.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.terms.lease = lease.max(Duration::from_secs(1));
        self
    }

    /// The pause after the first failure, which doubles with each further one up to the longest; 5 s and
    /// one hour by default. Each is shortened by up to a half, by chance.
    ///
    /// An event that waits for its next attempt takes no slot.
    pub fn back_off(mut self, first: Duration, longest: Duration) -> Self {
        self.terms.back_off = BackOff { first, longest };
        self
    }

    /// How often it is looked for what is due: events whose back-off has ended, or that another process
    /// stored; every second by default; 10 ms is the shortest pause. What this process stores is worked
    /// at once.
    pub fn look_every(mut self, pause: Duration) -> Self {
        self.terms.look_every = pause.max(Duration::from_millis(10));
        self
    }

    /// Has events worked by `handler` from now on.
    ///
    /// A panic of the handler is a failure like any other: its message is stored, and the attempt
    /// counts.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn start<H, F>(self, handler: H) -> Workers
    where
        H: Fn(Stored) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), Failed>> + Send + 'static,
    {
        let handler = Box::new(move |stored| Box::pin(handler(stored)) as _);
        Workers::start(self.inbox, self.terms, handler)
    }
}
