#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says which part of it is under way"
)]

mod damaged;
mod disks;
mod faults;
mod figures;
mod plans;
#[cfg(unix)]
mod replaced;
mod schema;
mod threads;

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use rusqlite::Connection;
use tempfile::TempDir;

use super::Sqlite;
use crate::entry::{Entry, Lane};
use crate::store::conformance::CASES;

/// A file of its own.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("inbox.db")
    }

    async fn open(&self) -> Sqlite {
        Sqlite::open(self.file()).await.unwrap()
    }

    /// Somebody else, who has the file open too.
    fn other(&self) -> Connection {
        Connection::open(self.file()).unwrap()
    }
}

fn entry(number: u32) -> Entry {
    let mut fingerprint = [0; 16];
    fingerprint[..4].copy_from_slice(&number.to_le_bytes());
    Entry {
        fingerprint,
        lane: Lane::Others,
        event_type: Some("SMS_STATUS".to_owned()),
        received_at: Timestamp::now(),
        body: Bytes::from(format!("{{\"number\":{number}}}")),
        authenticated_by: "secret 1 of 1".to_owned(),
        traceparent: None,
        problem: None,
        opt_out: None,
        receipt: None,
    }
}

#[tokio::test]
async fn it_does_what_any_engine_must() {
    for (says, case) in CASES {
        println!("{says}");
        let place = Place::new();
        case(Arc::new(place.open().await)).await;
    }
}
