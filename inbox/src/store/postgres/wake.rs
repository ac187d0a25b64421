use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sqlx::Executor;
use sqlx::postgres::{PgListener, PgPool};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::fault::Fault;
use super::link::Link;

/// Tells every process, once it is committed, that something may be due.
pub(super) const NOTIFY: &str = "pg_notify('kudosity_inbox', '')";

/// How often a connection that says nothing is asked whether it is still there.
const SILENCE: Duration = Duration::from_secs(15);

/// How long it may take to answer, and after how long another one is made.
const PATIENCE: Duration = Duration::from_secs(2);

/// Listens for what other processes tell, from when somebody first waits for it, for as long as it is kept.
pub(super) struct Wake {
    link: Arc<Link>,
    told: Arc<Notify>,
    listening: OnceLock<JoinHandle<Infallible>>,
}

impl Wake {
    /// Listens by a connection apart.
    pub(super) fn new(link: Arc<Link>) -> Self {
        let (told, listening) = Default::default();
        Self { link, told, listening }
    }

    /// Listens no more.
    pub(super) fn stop(&self) {
        if let Some(listening) = self.listening.get() {
            listening.abort();
        }
    }

    /// Waits until something may be due.
    pub(super) async fn woken(&self) {
        let listen = || tokio::spawn(listen(Arc::clone(&self.link), Arc::clone(&self.told)));
        self.listening.get_or_init(listen);
        self.told.notified().await;
    }
}

impl Drop for Wake {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn listen(link: Arc<Link>, told: Arc<Notify>) -> Infallible {
    loop {
        // What fails is tried again: meanwhile, workers look for themselves from time to time.
        let Err(_) = listen_once(&link.apart(), &told).await;
        sleep(PATIENCE).await;
    }
}

async fn listen_once(pool: &PgPool, told: &Notify) -> Result<Infallible, Fault> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen("kudosity_inbox").await?;
    loop {
        tell(told);
        if let Ok(heard) = timeout(SILENCE, listener.recv()).await {
            heard?;
        } else {
            let there = timeout(PATIENCE, listener.execute("SELECT 1")).await;
            there.map_err(|_| Fault::NotReached("no answer in time".to_owned()))??;
        }
    }
}

/// Wakes who waits, and who is about to wait.
fn tell(told: &Notify) {
    told.notify_waiters();
    told.notify_one();
}
