use std::iter;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use rusqlite::{Connection, ffi};
use tokio::sync::oneshot;

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

    /// Does it, and keeps the result.
    fn run(&mut self, connection: &Connection) -> Result<(), Fault>;

    /// Hands over the result; or why it came to nothing, together with others.
    fn answer(self: Box<Self>, failure: Option<Fault>);
}

/// Why a command failed, which it may have in common with others of its transaction.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub(super) struct Fault(#[from] Arc<rusqlite::Error>);

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self(Arc::new(error))
    }
}

impl Fault {
    pub(super) fn code(&self) -> Option<rusqlite::ErrorCode> {
        self.0.sqlite_error_code()
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(Box::new(error))
    }
}

/// The way to a thread.
pub(super) struct Queue {
    commands: SyncSender<Box<dyn Command>>,
    bytes: Arc<AtomicUsize>,
}

/// What waits for a thread.
pub(super) struct Commands {
    commands: Receiver<Box<dyn Command>>,
    bytes: Arc<AtomicUsize>,
}

/// Makes both ends.
pub(super) fn queue() -> (Queue, Commands) {
    let (sender, receiver) = sync_channel(WAITING);
    let bytes = Arc::new(AtomicUsize::new(0));
    (Queue { commands: sender, bytes: Arc::clone(&bytes) }, Commands { commands: receiver, bytes })
}

impl Queue {
    /// Has the thread do something. It is handed over now, and done even if the answer is not waited for.
    pub(super) fn ask<T: Send + 'static>(
        &self,
        size: usize,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Answer<'static, T> {
        let (answer, answered) = oneshot::channel();
        let sent = self.send(Box::new(Asked { size, work: Some(work), result: None, answer }));
        Box::pin(async move {
            sent?;
            answered.await.map_err(|_| StoreError::Closed)?
        })
    }

    fn send(&self, command: Box<dyn Command>) -> Result<(), StoreError> {
        let size = command.size();
        if size > 0 && self.bytes.load(Ordering::Relaxed) >= WAITING_BYTES {
            return Err(StoreError::Overloaded);
        }
        // Before it is sent, since it may be taken at once.
        self.bytes.fetch_add(size, Ordering::Relaxed);
        self.commands.try_send(command).map_err(|error| {
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

    /// Waits for the next, and takes what has come by then, up to what is done at once.
    pub(super) fn batch(&self) -> Option<Vec<Box<dyn Command>>> {
        let first = self.next()?;
        let mut load = Load::of([first.size()]);
        let more = iter::from_fn(|| {
            let next = load.has_room().then(|| self.commands.try_recv().ok()).flatten();
            self.taken(next).inspect(|next| {
                load.takes(next.size());
            })
        });
        Some(iter::once(first).chain(more.take(BATCH - 1)).collect())
    }

    /// Adds all that waits by now.
    pub(super) fn rest(&self, batch: &mut Vec<Box<dyn Command>>) {
        let rest = iter::from_fn(|| self.taken(self.commands.try_recv().ok()));
        // What is asked meanwhile may be a great deal: it has its own turn.
        batch.extend(rest.take(WAITING));
    }

    fn taken(&self, command: Option<Box<dyn Command>>) -> Option<Box<dyn Command>> {
        command.inspect(|command| {
            self.bytes.fetch_sub(command.size(), Ordering::Relaxed);
        })
    }
}

struct Asked<T, F> {
    size: usize,
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
            (Some(fault), _) | (None, Some(Err(fault))) => {
                Err(StoreError::Database(Box::new(fault)))
            }
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
