//! Servers, each with an inbox and workers, are killed (SIGKILL) over and over while events are delivered to
//! them, again until each is answered 2xx: every event that was acknowledged is worked, none more often
//! than once and once more for each kill, and no opt-out is missing.
//!
//! `KILLS=200 cargo test -p kudosity-webhook-inbox --test kill -- --nocapture` kills more often than by
//! default, and shows the figures; with `--all-features` and `--ignored`, those on PostgreSQL (see
//! CONTRIBUTING.md).

#![cfg(feature = "sqlite")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and shows what it did"
)]

// A server, and the process that it runs in.
mod server;
// Servers that are killed, while events are delivered to them.
mod siege;
// What is delivered, and how what was worked is held against it.
mod deliveries;
// One server on SQLite.
mod sqlite;
// Two servers on one PostgreSQL.
#[cfg(feature = "postgres")]
mod postgres;
// One server with a spool, whose PostgreSQL is stopped and killed too.
#[cfg(feature = "postgres")]
mod spool;
// An event that kills the process itself.
mod poison;

use std::env;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use tokio::time::sleep;

/// What a process to be killed is told by.
const PLACE: &str = "INBOX_KILL_TEST";

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn random(below: u64) -> u64 {
    RandomState::new().hash_one(0) % below
}

/// How often to kill, where nobody says so.
fn kills_or(default: usize) -> usize {
    env::var("KILLS").map_or(default, |kills| kills.parse().unwrap())
}

async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < Duration::from_secs(120), "{what}: not in time");
        sleep(ms(20)).await;
    }
}
