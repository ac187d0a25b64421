use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use axum::Router;
use kudosity_webhook_axum::{Receiver, SharedSecret, webhook_to};
use kudosity_webhook_inbox::{Failed, InboxBuilder, Stored};
use tokio::net::TcpStream;

use super::{PLACE, ms, until};

/// How many events a server works at once, beside an opt-out.
pub(crate) const CONCURRENCY: usize = 8;

const SECRET: &str = "kQ7-an-example-only-do-not-use";
const PATH: &str = "/webhooks/kudosity";

/// Where a server is reached, and has its files and its database.
#[derive(Clone)]
pub(crate) struct Place {
    address: SocketAddr,
    directory: PathBuf,
    /// The path of a file, or a URL.
    pub(crate) database: String,
}

impl Place {
    /// One with files in `directory`, which is made.
    pub(crate) fn new(directory: PathBuf, database: impl Into<String>) -> Self {
        fs::create_dir(&directory).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        Self { address: free.local_addr().unwrap(), directory, database: database.into() }
    }

    /// The one that this process is told to serve at; none where a test is run by itself.
    pub(crate) fn told() -> Option<Self> {
        let told = env::var(PLACE).ok()?;
        let [address, directory, database] = told.split('\n').collect::<Vec<_>>()[..] else {
            return None;
        };
        let (address, directory) = (address.parse().unwrap(), directory.into());
        Some(Self { address, directory, database: database.to_owned() })
    }

    fn tell(&self) -> String {
        format!("{}\n{}\n{}", self.address, self.directory.display(), self.database)
    }

    /// A line for each event that was worked, with its fingerprint.
    pub(crate) fn ledger(&self) -> PathBuf {
        self.directory.join("worked")
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn spool(&self) -> PathBuf {
        self.directory.join("spool.db")
    }

    /// Where events are delivered.
    pub(crate) fn url(&self) -> String {
        format!("http://{}{PATH}?secret={SECRET}", self.address)
    }
}

/// The process of a server, which is killed when this is dropped.
pub(crate) struct Process(Child);

impl Process {
    /// Starts the test that serves at a place.
    pub(crate) fn start(test: &str, place: &Place) -> Self {
        let mut process = Command::new(env::current_exe().unwrap());
        process.args(["--exact", test, "--ignored"]).env(PLACE, place.tell());
        Self(process.stdout(Stdio::null()).spawn().unwrap())
    }

    /// Waits until it takes connections.
    pub(crate) async fn is_up(&self, place: &Place) {
        let connects = || async { TcpStream::connect(place.address).await.is_ok() };
        until("the server is up", connects).await;
    }

    /// Kills it; it is not to have ended before.
    pub(crate) fn kill(mut self) {
        assert_eq!(self.0.try_wait().unwrap(), None, "it ended by itself");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ended = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// Receives and works at a place, until the process is killed.
pub(crate) async fn serve(place: Place, inbox: InboxBuilder) {
    let inbox = inbox.open().await.unwrap();
    let ledger = place.ledger();
    let _workers = inbox
        .workers()
        .concurrency(CONCURRENCY)
        .max_attempts(u32::MAX)
        .back_off(ms(10), ms(100))
        .lease(ms(3_000))
        .look_every(ms(50))
        .start(move |stored| work(stored, ledger.clone()));
    let receiver = Receiver::new(SharedSecret::new(SECRET).unwrap());
    let app = Router::new().route(PATH, webhook_to(receiver, inbox));
    let listener = tokio::net::TcpListener::bind(place.address).await.unwrap();
    axum::serve(listener, app).await.unwrap();
}

/// Some fail at first; whatever succeeds is in the ledger, on the disk.
async fn work(stored: Stored, ledger: PathBuf) -> Result<(), Failed> {
    let fingerprint = stored.event.fingerprint();
    if stored.attempt == 1 && fingerprint.as_bytes()[0] < 32 {
        return Err("as some do at first".into());
    }
    let line = format!("{fingerprint}\n");
    Ok(tokio::task::spawn_blocking(move || append(&ledger, &line)).await??)
}

fn append(ledger: &Path, line: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(ledger)?;
    file.write_all(line.as_bytes())?;
    file.sync_data()
}
