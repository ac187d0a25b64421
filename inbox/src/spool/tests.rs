#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use kudosity_webhook::{Delivery, Event, Sink};
use private_postgres::Server;
use tokio::time::sleep;

use super::Spool;
use crate::entry::{Entry, OptOutWords};
use crate::store::{Claim, Engine, Inserted, Memory, Postgres, Sqlite, State, StoreError, Unended};
use crate::{Failed, Inbox, Stored};

const SHARE: Duration = Duration::from_millis(300);

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

fn read(body: String, number: i64) -> Entry {
    let event = Event::from_body(Bytes::from(body.clone())).unwrap();
    let received_at = Timestamp::from_second(1_772_000_000 + number).unwrap();
    Entry {
        received_at,
        authenticated_by: "secret 1 of 1".to_owned(),
        ..Entry::read(&event, body.into(), &OptOutWords::default())
    }
}

fn unreadable() -> Entry {
    let problem = Some("not JSON".to_owned());
    Entry { problem, event_type: None, body: "{".into(), fingerprint: [9; 16], ..receipt(0) }
}

async fn spool(remote: &Arc<impl Engine>, file: &Path) -> Spool {
    let local = Arc::new(Sqlite::open(file, SHARE).await.unwrap());
    let remote: Arc<dyn Engine> = Arc::clone(remote) as _;
    Spool::open(remote, local, OptOutWords::default(), SHARE).await.unwrap()
}

/// How many entries, and bodies, a file holds.
async fn held(file: &Path) -> (u64, usize) {
    let local = Sqlite::open(file, SHARE).await.unwrap();
    let depth = local.depth().await.unwrap();
    (depth.waiting, local.scan(0, 100_000).await.unwrap().len())
}

async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < Duration::from_secs(60), "{what}");
        sleep(Duration::from_millis(50)).await;
    }
}

async fn due(engine: &dyn Engine) -> Vec<crate::store::Claimed> {
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

#[tokio::test]
async fn what_is_not_taken_in_time_is_kept_and_moved_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    for hangs in [false, true] {
        let remote = Memory::new();
        let spool = spool(&remote, &file).await;
        assert_eq!(spool.insert(receipt(0)).await.unwrap(), Inserted::New);
        assert_eq!(held(&file).await, (0, 0));

        let fault = if hangs { &remote.hangs } else { &remote.fails };
        fault.store(true, Ordering::Relaxed);
        let asked = Instant::now();
        for number in [3, 1, 2] {
            assert_eq!(spool.insert(receipt(number)).await.unwrap(), Inserted::New);
        }
        assert_eq!(spool.insert(receipt(1)).await.unwrap(), Inserted::Known);
        assert!(spool.insert(unreadable()).await.is_ok());
        // It is waited for once, not for each of them.
        assert!(asked.elapsed() < 2 * SHARE + Duration::from_secs(1), "{:?}", asked.elapsed());
        assert_eq!(held(&file).await.0, 4);

        fault.store(false, Ordering::Relaxed);
        // A moment later nothing is left of them in the file.
        until("the file is empty", || async { held(&file).await == (0, 0) }).await;
        let bodies: Vec<_> = due(&*remote).await.into_iter().map(|claimed| claimed.body).collect();
        assert_eq!(bodies, [0, 1, 2, 3].map(|number| receipt(number).body));
        let quarantined = remote.list(State::Quarantined, 0, 9).await.unwrap();
        assert_eq!(quarantined.len(), 1);
        assert!(quarantined[0].problem.is_some());
        // From now on nothing makes the detour.
        assert_eq!(spool.insert(receipt(4)).await.unwrap(), Inserted::New);
        assert_eq!(due(&*remote).await.len(), 1);
    }
}

#[tokio::test]
async fn what_the_file_holds_is_moved_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let remote = Memory::new();
    remote.fails.store(true, Ordering::Relaxed);
    let first = spool(&remote, &file).await;
    first.insert(receipt(1)).await.unwrap();
    drop(first);

    let second = spool(&remote, &file).await;
    // As if it had been moved just before the end of the first, which did not get to remove it.
    remote.fails.store(false, Ordering::Relaxed);
    remote.insert(receipt(1)).await.unwrap();
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    assert_eq!(due(&*remote).await.len(), 1);
    drop(second);
}

#[tokio::test]
async fn a_sender_that_hangs_up_does_not_take_its_delivery_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let remote = Memory::new();
    remote.fails.store(true, Ordering::Relaxed);
    let spool = Arc::new(spool(&remote, &file).await);
    for number in 0..200 {
        let storing = Arc::clone(&spool);
        let sender = tokio::spawn(async move { storing.insert(receipt(number)).await });
        tokio::task::yield_now().await;
        sender.abort();
    }
    // Those that had reached the file by then are in it, and moved without another delivery.
    sleep(Duration::from_millis(300)).await;
    let reached = held(&file).await.0;
    assert!(reached > 0);
    remote.fails.store(false, Ordering::Relaxed);
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    assert_eq!(due(&*remote).await.len() as u64, reached);
}

/// A server, an inbox in it, and the file beside it.
fn opened(folder: &Path) -> (Server, Arc<Postgres>, std::path::PathBuf) {
    let server = Server::start().unwrap();
    let remote = Arc::new(Postgres::at(&server.url()).unwrap());
    (server, remote, folder.join("spool.db"))
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_opt_out_in_the_file_counts_at_once_and_an_unknown_one_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, remote, file) = opened(folder.path());
    remote.reach().await.unwrap();
    let person = || vec!["61491570157".to_owned()];
    let both = spool(&remote, &file).await;
    server.stop().unwrap();
    both.insert(opt_out(1)).await.unwrap();
    // Who could not be asked about is not said to be fine.
    assert!(both.consents_of(person()).await.is_err());
    assert!(both.consents(None, 9).await.is_err());
    drop(both);

    // PostgreSQL is back, but takes nothing; what is in the file counts.
    server.restart().unwrap();
    server.ask("ALTER TABLE kudosity_inbox.entry RENAME TO gone").unwrap();
    let both = spool(&remote, &file).await;
    for consents in [both.consents_of(person()).await, both.consents(None, 9).await] {
        assert_eq!(consents.unwrap()[0].between.person, "61491570157");
    }
    // What erases a person would miss it.
    assert!(both.scan(0, 9).await.is_err());
    server.ask("ALTER TABLE kudosity_inbox.gone RENAME TO entry").unwrap();
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    assert_eq!(remote.consents_of(person()).await.unwrap().len(), 1);
    assert_eq!(both.consents_of(person()).await.unwrap().len(), 1);
    assert_eq!(both.scan(0, 9).await.unwrap().len(), 1);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn nothing_is_lost_while_postgresql_is_stopped_and_killed() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, remote, file) = opened(folder.path());
    let both = Arc::new(spool(&remote, &file).await);
    let stopped = Arc::new(AtomicBool::new(false));
    let producers: Vec<_> = (0..4)
        .map(|producer| {
            let (both, stopped) = (Arc::clone(&both), Arc::clone(&stopped));
            tokio::spawn(async move {
                let mut number = producer * 1_000_000;
                while !stopped.load(Ordering::Relaxed) {
                    // Everything is acknowledged, and each of it comes twice.
                    both.insert(receipt(number)).await.unwrap();
                    both.insert(receipt(number)).await.unwrap();
                    number += 1;
                    sleep(Duration::from_millis(2)).await;
                }
                number - producer * 1_000_000
            })
        })
        .collect();
    for killed in [true, false, true] {
        sleep(Duration::from_millis(700)).await;
        server = tokio::task::spawn_blocking(move || {
            let ended = if killed { server.kill() } else { server.stop() };
            ended.unwrap();
            std::thread::sleep(Duration::from_millis(700));
            server.restart().unwrap();
            server
        })
        .await
        .unwrap();
    }
    stopped.store(true, Ordering::Relaxed);
    let mut acknowledged = 0;
    for producer in producers {
        acknowledged += producer.await.unwrap();
    }
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    assert!(acknowledged > 100, "{acknowledged}");
    assert_eq!(due(&*remote).await.len() as i64, acknowledged);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_mover_that_ends_anywhere_moves_everything_once_in_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, remote, file) = opened(folder.path());
    let away = Memory::new();
    away.fails.store(true, Ordering::Relaxed);
    let filling = Arc::new(spool(&away, &file).await);
    let storing: Vec<_> = (0..3000)
        .map(|number| {
            let filling = Arc::clone(&filling);
            tokio::spawn(async move { filling.insert(receipt(number)).await })
        })
        .collect();
    for stored in storing {
        stored.await.unwrap().unwrap();
    }
    drop(filling);
    // Dropped ever later, wherever it is by then.
    for milliseconds in (0..).step_by(7) {
        if held(&file).await == (0, 0) {
            break;
        }
        let moving = spool(&remote, &file).await;
        sleep(Duration::from_millis(milliseconds)).await;
        drop(moving);
    }
    assert_eq!(due(&*remote).await.len(), 3000);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_inbox_acknowledges_while_postgresql_is_down_and_another_process_works_it_later() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, _, file) = opened(folder.path());
    server.stop().unwrap();
    // Without a file it does not open, with one it does.
    assert!(Inbox::postgres(server.url()).open().await.is_err());
    let inbox = Inbox::postgres(server.url()).spool(&file).open().await.unwrap();
    let event = Event::from_body(opt_out(1).body).unwrap();
    for _ in 0..2 {
        inbox.deliver(Delivery::for_test(event.clone())).await.unwrap();
    }
    assert!(inbox.depth().await.is_err());
    server.restart().unwrap();

    let other = Inbox::postgres(server.url()).open().await.unwrap();
    let (worked, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let workers = other.work(move |stored: Stored| {
        let worked = worked.clone();
        async move { worked.send(stored.event).map_err(Failed::park) }
    });
    assert_eq!(heard.recv().await.unwrap(), event);
    workers.drain(Duration::from_secs(10)).await;
    assert!(heard.try_recv().is_err());
    assert_eq!(other.depth().await.unwrap().waiting, 0);
}

#[tokio::test]
async fn where_neither_takes_it_the_answer_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let remote = Memory::new();
    remote.fails.store(true, Ordering::Relaxed);
    let spool = spool(&remote, &file).await;
    let full = "CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT RAISE(FAIL, 'full'); END";
    rusqlite::Connection::open(&file).unwrap().execute_batch(full).unwrap();
    let refused = spool.insert(opt_out(1)).await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
    remote.fails.store(false, Ordering::Relaxed);
    // PostgreSQL is asked again, though the file was never filled.
    until("it is stored", || async { spool.insert(opt_out(1)).await.is_ok() }).await;
    assert_eq!(due(&*remote).await.len(), 1);
}

#[tokio::test]
async fn what_is_closed_leaves_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let remote = Memory::new();
    let spool = spool(&remote, &file).await;
    remote.fails.store(true, Ordering::Relaxed);
    assert_eq!(spool.insert(receipt(1)).await.unwrap(), Inserted::New);
    spool.close().await;
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    assert!(matches!(spool.insert(receipt(2)).await, Err(StoreError::Closed)));
    assert_eq!(held(&file).await.0, 1);
}
