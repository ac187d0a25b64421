use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kudosity_webhook_simulator::client::{Stream, Target, Version};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// So many are begun in a millisecond: a server's queue may hold 128, and what finds it full is tried
/// again by the system a second later.
const IN_A_MILLISECOND: u32 = 2;
/// So many are being made at once.
const AT_ONCE: usize = 128;
/// The time in which a connection must be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The pause before a connection that ended is made again.
const PAUSE: Duration = Duration::from_secs(1);
/// What a body is said to have, so many bytes that it never ends.
const DECLARED: usize = 1024 * 1024;

/// What a slow connection does once it has sent a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slowness {
    /// It sends nothing more.
    Stalled,
    /// It sends a byte a second.
    Trickling,
}

/// Connections that send a head and then as good as nothing, held open until they are dropped.
///
/// One that ends is made again, so that there are always as many.
#[derive(Debug)]
pub(super) struct Slow {
    seen: Arc<Mutex<Seen>>,
    /// As many as were made, or could not be.
    tried: Arc<Semaphore>,
    count: u32,
    _tasks: JoinSet<()>,
}

/// What was seen of slow connections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Made, again after an end included.
    pub(super) opened: u64,
    /// Open now.
    pub(super) open: u64,
    /// Answered, by status.
    pub(super) answered: BTreeMap<u16, u64>,
    /// Closed without an answer.
    pub(super) closed: u64,
    /// Not made.
    pub(super) failed: u64,
}

impl Slow {
    /// Begins to make as many of each, if any.
    pub(super) fn begin(target: &Target, stalled: u32, trickling: u32) -> Option<Self> {
        let count = stalled.saturating_add(trickling);
        if count == 0 {
            return None;
        }
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (tried, gate) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(AT_ONCE)));
        let body = vec![b' '; DECLARED];
        let head: Arc<str> = target.delivery(body).head().into();
        let mut tasks = JoinSet::new();
        for nth in 0..count {
            let slowness = if nth < stalled { Slowness::Stalled } else { Slowness::Trickling };
            let connection = Connection {
                target: target.clone(),
                head: Arc::clone(&head),
                slowness,
                seen: Arc::clone(&seen),
                gate: Arc::clone(&gate),
            };
            let (turn, tried) = (nth / IN_A_MILLISECOND, Arc::clone(&tried));
            tasks.spawn(async move {
                sleep(Duration::from_millis(turn.into())).await;
                connection.hold_for_ever(tried).await;
            });
        }
        Some(Self { seen, tried, count, _tasks: tasks })
    }

    /// Waits until each was made, or could not be.
    pub(super) async fn all_tried(&self) {
        // The semaphore is never closed.
        let _ = self.tried.acquire_many(self.count).await;
    }

    pub(super) fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

struct Connection {
    target: Target,
    head: Arc<str>,
    slowness: Slowness,
    seen: Arc<Mutex<Seen>>,
    gate: Arc<Semaphore>,
}

impl Connection {
    async fn hold_for_ever(self, tried: Arc<Semaphore>) {
        let mut tried = Some(tried);
        loop {
            let stream = self.open().await;
            if let Some(tried) = tried.take() {
                tried.add_permits(1);
            }
            match stream {
                Some(stream) => self.hold(stream).await,
                None => self.see(|seen| seen.failed += 1),
            }
            sleep(PAUSE).await;
        }
    }

    async fn open(&self) -> Option<Stream> {
        let _permit = self.gate.acquire().await;
        let connecting = async {
            let mut stream = self.target.connect(Version::Http1).await.ok()?;
            stream.write_all(self.head.as_bytes()).await.ok()?;
            stream.flush().await.ok()?;
            Some(stream)
        };
        let stream = timeout(CONNECT_TIMEOUT, connecting).await.ok().flatten()?;
        self.see(|seen| {
            seen.opened += 1;
            seen.open += 1;
        });
        Some(stream)
    }

    /// Holds it until the server answers or closes it.
    async fn hold(&self, mut stream: Stream) {
        let mut answer = [0; 1024];
        let mut second = interval(Duration::from_secs(1));
        second.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let read = loop {
            tokio::select! {
                read = stream.read(&mut answer) => break read.unwrap_or(0),
                _ = second.tick(), if self.slowness == Slowness::Trickling => {
                    // That nothing can be sent any more shows in what is read.
                    let _ = stream.write_all(b" ").await;
                    let _ = stream.flush().await;
                }
            }
        };
        let status = answer.get(..read).and_then(status);
        self.see(|seen| {
            seen.open -= 1;
            match status {
                Some(status) => *seen.answered.entry(status).or_default() += 1,
                None => seen.closed += 1,
            }
        });
    }

    fn see(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// The status of an answer by HTTP/1.1.
fn status(answer: &[u8]) -> Option<u16> {
    let line = answer.split(|byte| *byte == b' ').nth(1)?;
    str::from_utf8(line).ok()?.parse().ok()
}

impl Seen {
    pub(super) fn json(&self) -> Value {
        let Self { opened, open, answered, closed, failed } = self;
        json!({
            "opened": opened,
            "still_open": open,
            "answered": answered,
            "closed": closed,
            "not_opened": failed,
        })
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { opened, open, answered, closed, failed } = self;
        write!(f, "{opened} opened")?;
        for (status, count) in answered {
            write!(f, ", {count} answered {status}")?;
        }
        write!(f, ", {closed} closed, {open} still open")?;
        if *failed > 0 {
            write!(f, ", {failed} could not be opened")?;
        }
        Ok(())
    }
}
