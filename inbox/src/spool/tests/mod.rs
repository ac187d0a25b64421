#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

// What is asked while the file is moved.
mod asking;
// What is not taken is kept in the file, and moved.
mod moving;
// What shows of it, and what does not open.
mod operating;
// A real PostgreSQL is down, or is killed.
mod outages;
// What is not moved does not keep the rest from it.
mod refused;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use kudosity_webhook::Event;
use private_postgres::Server;
use tokio::time::sleep;

use super::Spool;
use crate::entry::{Entry, OptOutWords};
use crate::store::{Claim, Claimed, Engine, Postgres, Sqlite, Unended};

const SHARE: Duration = Duration::from_millis(300);

/// The second from which those of entries are counted.
const FIRST: i64 = 1_772_000_000;

/// A receipt that came at a second.
fn receipt(number: i64) -> Entry {
    let body = format!(
        r#"{{"event_type":"SMS_STATUS","timestamp":"2026-02-03T04:05:06Z","status":{{
            "type":"SMS","id":"m-{number}","status":"SENT","recipient":"61491570156",
            "sender":"61491570006"}}}}"#
    );
    read(body, number)
}

/// Somebody wants no more.
fn opt_out(number: i64) -> Entry {
    let body = format!(
        r#"{{"event_type":"OPT_OUT","timestamp":"2026-02-03T04:05:06Z","opt_out":{{
            "source":"SMS_INBOUND","source_message":{{"id":"{number}","recipient":"61491570157"}}}}}}"#
    );
    read(body, number)
}

/// Somebody writes it.
fn message(text: &str) -> Entry {
    let body = format!(
        r#"{{"event_type":"SMS_INBOUND","timestamp":"2026-02-03T04:05:06Z","mo":{{"type":"SMS",
            "id":"{text}","sender":"61491570157","recipient":"61491570156","message":"{text}"}}}}"#
    );
    read(body, 1)
}

fn read(body: String, number: i64) -> Entry {
    let event = Event::from_body(Bytes::from(body.clone())).unwrap();
    let received_at = Timestamp::from_second(FIRST + number).unwrap();
    Entry {
        received_at,
        authenticated_by: "secret 1 of 1".to_owned(),
        ..Entry::read(&event, body.into(), OptOutWords::default().lane(&event))
    }
}

fn unreadable() -> Entry {
    let problem = Some("not JSON".to_owned());
    Entry { problem, event_type: None, body: "{".into(), fingerprint: [9; 16], ..receipt(0) }
}

async fn spool(remote: &Arc<impl Engine>, file: &Path) -> Spool {
    spool_with(remote, file, OptOutWords::default()).await
}

async fn spool_with(remote: &Arc<impl Engine>, file: &Path, words: OptOutWords) -> Spool {
    let local = Arc::new(Sqlite::open(file, SHARE).await.unwrap());
    let remote: Arc<dyn Engine> = Arc::clone(remote) as _;
    Spool::open(remote, true, local, words, SHARE, Arc::default()).await.unwrap()
}

/// A server, an inbox in it, and the file beside it.
fn opened(folder: &Path) -> (Server, Arc<Postgres>, PathBuf) {
    let server = Server::start().unwrap();
    let remote = Arc::new(Postgres::at(&server.url()).unwrap());
    (server, remote, folder.join("spool.db"))
}

/// How many entries, and bodies, a file holds.
async fn held(file: &Path) -> (u64, usize) {
    let local = Sqlite::open(file, SHARE).await.unwrap();
    let depth = local.depth().await.unwrap();
    (depth.waiting + depth.quarantined, local.scan(0, 100_000).await.unwrap().len())
}

async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < Duration::from_secs(60), "{what}");
        sleep(Duration::from_millis(50)).await;
    }
}

async fn due(engine: &dyn Engine) -> Vec<Claimed> {
    let lease = SignedDuration::from_mins(5);
    let wanted = Claim {
        opt_outs_only: false,
        limit: 100_000,
        now: Timestamp::now(),
        lease,
        unended: Unended::Alone,
    };
    engine.claim(wanted).await.unwrap()
}
