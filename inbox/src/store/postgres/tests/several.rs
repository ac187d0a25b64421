use std::collections::HashSet;
use std::time::Duration;

use sqlx::{Connection, Executor, PgConnection};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::*;
use crate::entry::{OptedOut, Pair};

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn several_that_start_at_once_make_one_schema() {
    let server = Server::start().unwrap();
    let starting: Vec<_> = (0..8)
        .map(|_| {
            let inbox = Postgres::at(&server.url()).unwrap();
            tokio::spawn(async move { inbox.erasure_key().await.unwrap() })
        })
        .collect();
    let mut keys = HashSet::new();
    for key in starting {
        keys.insert(key.await.unwrap());
    }
    assert_eq!(keys.len(), 1);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn several_workers_claim_each_entry_once() {
    let (server, inbox) = opened();
    assert!(insert_all(&inbox, 0..2000).await.iter().all(Result::is_ok));
    let working: Vec<_> = (0..4)
        .map(|_| {
            let other = Postgres::at(&server.url()).unwrap();
            tokio::spawn(async move {
                let mut claimed = Vec::new();
                // One may be passed over by all while the last of them are being leased.
                while other.depth().await.unwrap().waiting > 0 {
                    for entry in claim(&other, 37).await {
                        assert!(done(&other, entry.lease).await);
                        assert_eq!(entry.attempt, 1);
                        claimed.push(entry.lease.id);
                    }
                }
                claimed
            })
        })
        .collect();
    let mut claimed = Vec::new();
    for worker in working {
        claimed.extend(worker.await.unwrap());
    }
    let distinct: HashSet<_> = claimed.iter().collect();
    assert_eq!((claimed.len(), distinct.len()), (2000, 2000));
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn groups_of_two_processes_with_the_same_entries_do_not_wait_for_one_another() {
    let (server, inbox) = opened();
    let other = Arc::new(Postgres::at(&server.url()).unwrap());
    let there = insert_all(&inbox, 0..1500);
    let here = insert_all(&other, (0..1500).rev());
    let (there, here) = tokio::join!(there, here);
    let new = there.iter().chain(&here).filter(|answer| matches!(answer, Ok(Inserted::New)));
    assert_eq!(new.count(), 1500);
    let failed = there.iter().chain(&here).find_map(|answer| answer.as_ref().err());
    assert!(failed.is_none(), "{failed:?}");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn groups_of_two_processes_about_the_same_persons_do_not_wait_for_one_another() {
    let (server, inbox) = opened();
    let other = Arc::new(Postgres::at(&server.url()).unwrap());
    let opt_out = |number| {
        let (person, account) = (format!("#{}", number % 97), String::new());
        let opt_out = Some(OptedOut { between: Pair { person, account }, at: now() });
        Entry { opt_out, ..entry(number) }
    };
    for wave in 0..50 {
        let mut storing = JoinSet::new();
        for number in wave * 200..wave * 200 + 200 {
            for (inbox, number) in [(&inbox, number), (&other, 19_999 - number)] {
                let (inbox, entry) = (Arc::clone(inbox), opt_out(number));
                storing.spawn(async move { inbox.insert(entry).await });
            }
        }
        for stored in storing.join_all().await {
            assert_eq!(stored.unwrap(), Inserted::New);
        }
    }
    assert_eq!(inbox.consents(None, 100).await.unwrap().len(), 97);
    // Those of a group that waited so are stored one by one.
    assert_eq!(server.ask("SELECT sum(deadlocks) FROM pg_stat_database").unwrap(), "0");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_worker_is_woken_by_what_another_process_received() {
    let (server, inbox) = opened();
    let other = Postgres::at(&server.url()).unwrap();
    let patience = Duration::from_secs(30);
    // It is woken once it listens: something may have come before.
    timeout(patience, other.woken()).await.unwrap();
    quiet(&other).await;
    inbox.insert(entry(1)).await.unwrap();
    timeout(patience, other.woken()).await.unwrap();
    let listening = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'";
    assert_eq!(server.ask(listening).unwrap(), "1", "who has no workers does not listen");
    quiet(&other).await;
    // A repeat is no reason to look.
    inbox.insert(entry(1)).await.unwrap();
    assert!(timeout(Duration::from_millis(300), other.woken()).await.is_err());
    // Also after its connection was cut: it looks, and hears again.
    server.cut_connections().unwrap();
    timeout(patience, other.woken()).await.unwrap();
}

/// Waits until it has been woken as often as it is to be: who was about to wait is woken too.
async fn quiet(inbox: &Postgres) {
    while timeout(Duration::from_millis(200), inbox.woken()).await.is_ok() {}
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn the_same_lease_is_ended_once() {
    let (_server, inbox) = opened();
    inbox.insert(entry(1)).await.unwrap();
    let lease = claim(&inbox, 1).await[0].lease;
    let other = Lease { token: lease.token + 1, ..lease };
    let (lost, first, second) =
        tokio::join!(done(&inbox, other), done(&inbox, lease), done(&inbox, lease));
    assert_eq!((lost, first, second), (false, true, false));
    assert_eq!(inbox.renew(vec![lease, other], now()).await.unwrap(), [false, false]);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_is_asked_holds_up_no_delivery_and_no_lease() {
    let (server, inbox) = opened();
    inbox.insert(entry(1)).await.unwrap();
    let held = claim(&inbox, 1).await[0].lease;
    let mut other = PgConnection::connect(&server.url()).await.unwrap();
    let mut locked = other.begin().await.unwrap();
    locked.execute("LOCK TABLE kudosity_inbox.meta IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let asked = {
        let inbox = Arc::clone(&inbox);
        tokio::spawn(async move {
            let ask = || inbox.erasure_key();
            tokio::join!(ask(), ask(), ask(), ask(), ask(), ask(), ask(), ask(), ask(), ask())
        })
    };
    while waiting(&server) < 4 {
        sleep(Duration::from_millis(10)).await;
    }
    inbox.insert(entry(2)).await.unwrap();
    assert_eq!(inbox.renew(vec![held], now()).await.unwrap(), [true]);
    assert!(done(&inbox, held).await);
    assert_eq!(claim(&inbox, 9).await.len(), 1);
    assert!(!asked.is_finished());
    locked.rollback().await.unwrap();
    asked.await.unwrap().0.unwrap();
}

/// As what a purge removes meanwhile: they are there when it is asked which there are, and no more when
/// they are read.
#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_is_purged_while_it_is_scanned_hides_nothing_behind_it() {
    let (server, inbox) = opened();
    for number in 0..6 {
        inbox.insert(entry(number)).await.unwrap();
    }
    for made in [
        "ALTER TABLE kudosity_inbox.entry RENAME TO kept",
        "CREATE FUNCTION kudosity_inbox.purging(body bytea) RETURNS bytea LANGUAGE plpgsql AS \
         $$ BEGIN DELETE FROM kudosity_inbox.kept WHERE id < 6; RETURN body; END $$",
        "CREATE VIEW kudosity_inbox.entry AS SELECT id, state, event_type, received_at, attempts, due, \
         ended_at, problem, lane, kudosity_inbox.purging(body) AS body, authenticated_by, traceparent \
         FROM kudosity_inbox.kept",
    ] {
        server.ask(made).unwrap();
    }
    let scanned = inbox.scan(0, 2).await.unwrap();
    assert_eq!(scanned.iter().map(|shown| shown.listed.id).collect::<Vec<_>>(), [6]);
    assert!(inbox.scan(6, 2).await.unwrap().is_empty());
}

/// How many wait for a lock.
fn waiting(server: &Server) -> usize {
    let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted";
    server.ask(waiting).unwrap().trim().parse().unwrap()
}
