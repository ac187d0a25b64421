//! A server with an inbox and workers is killed (SIGKILL) over and over while events are delivered to it,
//! again until each is answered 2xx: every event that was acknowledged is worked, none more often than
//! once and once more for each kill, and no opt-out is missing.
//!
//! `KILLS=200 cargo test -p kudosity-webhook-inbox --test kill -- --nocapture` kills more often than by
//! default, and shows the figures.

#![cfg(feature = "sqlite")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and shows what it did"
)]

// What is delivered, and how what was worked is held against it.
mod deliveries;
// An event that kills the process itself.
mod poison;

use std::env;
use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::Router;
use kudosity_webhook_axum::{Receiver, SharedSecret, webhook_to};
use kudosity_webhook_inbox::{Failed, Inbox, Stored};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use deliveries::Deliveries;

const SECRET: &str = "kQ7-an-example-only-do-not-use";
const PATH: &str = "/webhooks/kudosity";
const CONCURRENCY: usize = 8;
const DELIVERIES_AT_ONCE: usize = 16;

/// What a process to be killed is told by.
const PLACE: &str = "INBOX_KILL_TEST";

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Where the test has its files, and the server.
#[derive(Clone)]
struct Place {
    directory: PathBuf,
    address: SocketAddr,
}

impl Place {
    fn database(&self) -> PathBuf {
        self.directory.join("inbox.db")
    }

    /// A line for each event that was worked, with its fingerprint.
    fn ledger(&self) -> PathBuf {
        self.directory.join("worked")
    }

    fn start(&self) -> Child {
        Command::new(env::current_exe().unwrap())
            .args(["--exact", "the_server_that_is_killed", "--ignored"])
            .env(PLACE, format!("{} {}", self.address, self.directory.display()))
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    async fn is_up(&self) {
        while TcpStream::connect(self.address).await.is_err() {
            sleep(ms(5)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is a process of its own, which the test beside it starts and kills"]
async fn the_server_that_is_killed() {
    let Ok(place) = env::var(PLACE) else { return };
    let (address, directory) = place.split_once(' ').unwrap();
    let place = Place { directory: directory.into(), address: address.parse().unwrap() };

    let inbox = Inbox::sqlite(place.database()).open().await.unwrap();
    let ledger = place.ledger();
    let _workers = inbox
        .workers()
        .concurrency(CONCURRENCY)
        .max_attempts(u32::MAX)
        .back_off(ms(10), ms(100))
        .lease(ms(1_500))
        .look_every(ms(50))
        .start(move |stored| work(stored, ledger.clone()));
    let receiver = Receiver::new(SharedSecret::new(SECRET).unwrap());
    let app = Router::new().route(PATH, webhook_to(receiver, inbox));
    let listener = TcpListener::bind(place.address).await.unwrap();
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_worked_however_often_the_process_is_killed() {
    let kills = env::var("KILLS").map_or(20, |kills| kills.parse().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = Place { directory: directory.path().into(), address: free.local_addr().unwrap() };
    drop(free);

    let deliveries = Deliveries::new(&place);
    let senders: Vec<_> =
        (0..DELIVERIES_AT_ONCE).map(|_| tokio::spawn(Arc::clone(&deliveries).deliver())).collect();
    let began = Instant::now();
    for _ in 0..kills {
        let mut server = place.start();
        place.is_up().await;
        sleep(ms(20 + random(400))).await;
        server.kill().unwrap();
        server.wait().unwrap();
    }
    let mut server = place.start();
    deliveries.enough.store(true, Ordering::Relaxed);
    for sender in senders {
        sender.await.unwrap();
    }
    all_is_worked(&place).await;
    server.kill().unwrap();
    server.wait().unwrap();
    println!("{kills} kills in {:.1?}", began.elapsed());
    deliveries.judge(&place, kills).await;
}

/// Waits until nothing waits, by the ledger: nobody else is to have the database open.
async fn all_is_worked(place: &Place) {
    let (mut length, mut quiet_since) = (0, Instant::now());
    while quiet_since.elapsed() < Duration::from_secs(5) {
        let now = fs::metadata(place.ledger()).map_or(0, |file| file.len());
        if now != length {
            (length, quiet_since) = (now, Instant::now());
        }
        sleep(ms(50)).await;
    }
}

fn random(below: u64) -> u64 {
    RandomState::new().hash_one(0) % below
}
