#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

// What a peer may send, and another writer may do, is stored all the same.
mod data;
// Its disk full.
mod disks;
// The server stopped, killed, cut off, stalled.
mod faults;
// What it costs.
mod figures;
// Statements find what they look for, however much there is.
mod plans;
// The tables, as each version made them.
mod schema;
// Several processes at once.
mod several;
// What is left of what was removed.
mod traces;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use private_postgres::Server;
use tokio::time::sleep;

use super::Postgres;
use crate::entry::{Entry, Lane};
use crate::store::conformance::CASES;
use crate::store::{Claim, Claimed, Engine, Inserted, Lease, Settled, StoreError, Unended};

/// A server, and an inbox in it.
fn opened() -> (Server, Arc<Postgres>) {
    let server = Server::start().unwrap();
    let inbox = Arc::new(Postgres::at(&server.url()).unwrap());
    (server, inbox)
}

/// The inbox that is there, for a user who may use it, and no more.
fn modest(server: &Server) -> Postgres {
    for granted in [
        "CREATE ROLE modest LOGIN",
        "GRANT USAGE ON SCHEMA kudosity_inbox TO modest",
        "GRANT ALL ON ALL TABLES IN SCHEMA kudosity_inbox TO modest",
        "GRANT ALL ON ALL SEQUENCES IN SCHEMA kudosity_inbox TO modest",
    ] {
        server.ask(granted).unwrap();
    }
    Postgres::at(&server.url().replace("inbox@", "modest@")).unwrap()
}

fn now() -> Timestamp {
    Timestamp::now()
}

/// An entry that differs from those of other numbers.
fn entry(number: u64) -> Entry {
    let mut fingerprint = [7; 16];
    fingerprint[..8].copy_from_slice(&number.to_be_bytes());
    Entry {
        fingerprint,
        lane: Lane::Others,
        event_type: Some("SMS_STATUS".to_owned()),
        received_at: now(),
        body: Bytes::from(format!("{{\"number\":{number}}}")),
        authenticated_by: "secret 1 of 1".to_owned(),
        traceparent: None,
        problem: None,
        opt_out: None,
        receipt: None,
    }
}

/// Claims as many as are due.
async fn claim(inbox: &Postgres, limit: usize) -> Vec<Claimed> {
    let lease = SignedDuration::from_mins(1);
    inbox
        .claim(Claim { opt_outs_only: false, limit, now: now(), lease, unended: Unended::Alone })
        .await
        .unwrap()
}

/// Stores entries of these numbers at once, each for a caller of its own.
async fn insert_all(
    inbox: &Arc<Postgres>,
    numbers: impl IntoIterator<Item = u64>,
) -> Vec<Result<Inserted, StoreError>> {
    let insert = |number| {
        let inbox = Arc::clone(inbox);
        tokio::spawn(async move { inbox.insert(entry(number)).await })
    };
    let asked: Vec<_> = numbers.into_iter().map(insert).collect();
    let mut answers = Vec::new();
    for answer in asked {
        answers.push(answer.await.unwrap());
    }
    answers
}

/// Stores it as soon as the server takes it.
async fn insert_until_stored(inbox: &Postgres, number: u64) -> Inserted {
    let started = Instant::now();
    loop {
        match inbox.insert(entry(number)).await {
            Ok(inserted) => return inserted,
            Err(error) => assert!(started.elapsed() < Duration::from_secs(60), "{error}"),
        }
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn it_does_what_any_engine_must() {
    let server = Server::start().unwrap();
    for (number, (says, case)) in CASES.into_iter().enumerate() {
        println!("{says}");
        let url = server.database(&format!("case_{number}")).unwrap();
        case(Arc::new(Postgres::at(&url).unwrap())).await;
    }
}

async fn done(inbox: &Postgres, lease: Lease) -> bool {
    inbox.settle(lease, Settled::Done { at: now() }).await.unwrap()
}
