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
mod sharing;
mod threads;

use std::io::{BufRead, BufReader, Lines};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use rusqlite::Connection;
use tempfile::TempDir;

use super::Sqlite;
use crate::entry::{Entry, Lane};
use crate::store::conformance::CASES;

/// The time within which an answer is wanted.
const WITHIN: Duration = Duration::from_secs(2);

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
        Sqlite::open(self.file(), WITHIN).await.unwrap()
    }

    /// Somebody else, who has the file open too.
    fn other(&self) -> Connection {
        Connection::open(self.file()).unwrap()
    }
}

/// Another process, which runs an ignored test on the same file.
struct Another {
    process: Child,
    says: Lines<BufReader<ChildStdout>>,
}

impl Another {
    /// What tells it the file.
    const FILE: &str = "KUDOSITY_INBOX_TEST_FILE";

    /// Starts one, and waits until it has said that it is ready, by a line of its own.
    fn run(test: &str, place: &Place, ready: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--ignored", "--nocapture"])
            .arg(format!("store::sqlite::tests::{test}"))
            .env(Self::FILE, place.file())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut says = BufReader::new(process.stdout.take().unwrap()).lines();
        assert!(says.any(|line| line.unwrap() == ready), "it is to say when it is {ready}");
        Self { process, says }
    }

    /// The file, if this process is such a one.
    fn file() -> Option<PathBuf> {
        std::env::var_os(Self::FILE).map(PathBuf::from)
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
