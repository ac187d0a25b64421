use std::iter;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ffi};
use tokio::sync::{oneshot, watch};

use super::connection::unfit;
use crate::store::{Answer, Load, StoreError};

/// How many commands may wait for a thread, and after how many bytes of bodies; what is beyond is refused.
const WAITING: usize = 4096;
const WAITING_BYTES: usize = 64 << 20;
/// How many commands, unless they bring large bodies, are done in one transaction.
const BATCH: usize = 1024;

/// Something that a thread is to do on its connection, for somebody who waits for it.
pub(super) trait Command: Send {
    /// How many bytes it brings.
    fn size(&self) -> usize;

    /// How long ago it was asked.
    fn waited(&self) -> Duration;

    /// Does it, and keeps the result.
    fn run(&mut self, connection: &Connection) -> Result<(), Fault>;

    /// Hands over the result; or why it came to nothing, together with others.
    fn answer(self: Box<Self>, failure: Option<Fault>);
}

/// Why a command failed, which it may have in common with others of its transaction.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error(transparent)]
    Sqlite(#[from] Arc<rusqlite::Error>),
    #[error("its schema is newer")]
    Newer { found: i64, known: i64 },
    #[error("its schema is older")]
    Older { found: i64, known: i64 },
    #[error("it holds something else")]
    Foreign,
    #[error("it holds nothing")]
    NotThere,
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(Arc::new(error))
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Newer { found, known } => Self::Newer { found, known },
            Fault::Older { found, known } => Self::Older { found, known },
            Fault::Foreign => Self::Foreign,
            Fault::NotThere => Self::NotThere,
            failed @ Fault::Sqlite(_) => Self::Database(Box::new(failed)),
        }
    }
}

impl Fault {
    pub(super) fn code(&self) -> Option<rusqlite::ErrorCode> {
        match self {
            Self::Sqlite(error) => error.sqlite_error_code(),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(Box::new(error))
    }
}

/// The way to a thread.
pub(super) struct Queue {
    /// None once it is closed.
    commands: RwLock<Option<SyncSender<Box<dyn Command>>>>,
    bytes: Arc<AtomicUsize>,
    /// Fails once the thread has let go of the other end.
    ended: watch::Receiver<()>,
}

/// What waits for a thread, which drops this when it has closed the file.
pub(super) struct Commands {
    commands: Receiver<Box<dyn Command>>,
    bytes: Arc<AtomicUsize>,
    _ends: watch::Sender<()>,
}

/// Makes both ends.
pub(super) fn queue() -> (Queue, Commands) {
    let (sender, receiver) = sync_channel(WAITING);
    let (ends, ended) = watch::channel(());
    let bytes = Arc::new(AtomicUsize::new(0));
    let queue = Queue { commands: RwLock::new(Some(sender)), bytes: Arc::clone(&bytes), ended };
    (queue, Commands { commands: receiver, bytes, _ends: ends })
}

impl Queue {
    /// Has the thread do something. It is handed over now, and done even if the answer is not waited for.
    pub(super) fn ask<T: Send + 'static>(
        &self,
        size: usize,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Answer<'static, T> {
        let (answer, answered) = oneshot::channel();
        let (asked, work) = (Instant::now(), Some(work));
        let sent = self.send(Box::new(Asked { size, asked, work, result: None, answer }));
        Box::pin(async move {
            sent?;
            answered.await.map_err(|_| StoreError::Closed)?
        })
    }

    /// Takes no more, and waits until the thread has done what it was asked, and closed the file.
    pub(super) async fn close(&self) {
        drop(self.commands.write().unwrap_or_else(PoisonError::into_inner).take());
        // An error is what is waited for: nothing is ever told.
        let _ = self.ended.clone().changed().await;
    }

    fn send(&self, command: Box<dyn Command>) -> Result<(), StoreError> {
        let commands = self.commands.read().unwrap_or_else(PoisonError::into_inner);
        let commands = commands.as_ref().ok_or(StoreError::Closed)?;
        let size = command.size();
        if size > 0 && self.bytes.load(Ordering::Relaxed) >= WAITING_BYTES {
            return Err(StoreError::Overloaded);
        }
        // Before it is sent, since it may be taken at once.
        self.bytes.fetch_add(size, Ordering::Relaxed);
        commands.try_send(command).map_err(|error| {
            self.bytes.fetch_sub(size, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => StoreError::Overloaded,
                TrySendError::Disconnected(_) => StoreError::Closed,
            }
        })
    }
}

impl Commands {
    /// Waits for the next; none, once nobody can ask any more.
    pub(super) fn next(&self) -> Option<Box<dyn Command>> {
        self.taken(self.commands.recv().ok())
    }

    /// Adds what has come by now to what is left, up to what is done at once; waits for the first, and tells
    /// whether there is any: none, once nobody can ask any more.
    pub(super) fn fill(&self, batch: &mut Vec<Box<dyn Command>>) -> bool {
        if batch.is_empty() {
            batch.extend(self.next());
        }
        let mut load = Load::of(batch.iter().map(|command| command.size()));
        let room = BATCH.saturating_sub(batch.len());
        let more = iter::from_fn(|| {
            let next = load.has_room().then(|| self.commands.try_recv().ok()).flatten();
            self.taken(next).inspect(|next| {
                load.takes(next.size());
            })
        });
        batch.extend(more.take(room));
        !batch.is_empty()
    }

    fn taken(&self, command: Option<Box<dyn Command>>) -> Option<Box<dyn Command>> {
        command.inspect(|command| {
            self.bytes.fetch_sub(command.size(), Ordering::Relaxed);
        })
    }
}

struct Asked<T, F> {
    size: usize,
    asked: Instant,
    work: Option<F>,
    result: Option<Result<T, Fault>>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Command for Asked<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> rusqlite::Result<T> + Send,
{
    fn size(&self) -> usize {
        self.size
    }

    fn waited(&self) -> Duration {
        self.asked.elapsed()
    }

    fn run(&mut self, connection: &Connection) -> Result<(), Fault> {
        let Some(work) = self.work.take() else { return Ok(()) };
        // A panic is an error for who asked this: the thread goes on for all others. What it has done is
        // undone like what any other error leaves, and statements are reset as they are dropped.
        let worked = panic::catch_unwind(AssertUnwindSafe(|| work(connection)));
        let result = worked.unwrap_or_else(|_| Err(panicked())).map_err(Fault::from);
        let failure = result.as_ref().err().cloned();
        self.result = Some(result);
        failure.map_or(Ok(()), Err)
    }

    fn answer(self: Box<Self>, failure: Option<Fault>) {
        let result = match (failure, self.result) {
            (Some(fault), _) | (None, Some(Err(fault))) => Err(fault.into()),
            (None, Some(Ok(result))) => Ok(result),
            (None, None) => Err(StoreError::Closed),
        };
        // Who asked may have gone.
        let _ = self.answer.send(result);
    }
}

fn panicked() -> rusqlite::Error {
    unfit(ffi::SQLITE_INTERNAL, "a command of the inbox panicked: report it, with what was logged")
}
