use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{fs, thread};

use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::*;
use crate::store::{Answer, Engine, Inserted, StoreError};

/// Has so many events be stored while somebody else writes, so that they wait for one transaction.
async fn insert_together(
    place: &Place,
    store: &Arc<Sqlite>,
    numbers: u32,
) -> Vec<Result<Inserted, StoreError>> {
    let other = place.other();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // The first is taken at once, the others when it is done.
    let inserted: Vec<_> = (0..numbers).map(|number| store.insert(entry(number))).collect();
    other.execute_batch("COMMIT").unwrap();
    let mut answers = Vec::new();
    for answer in inserted {
        answers.push(answer.await);
    }
    answers
}

#[tokio::test]
async fn one_that_fails_does_not_fail_its_neighbours_and_leaves_nothing() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON body WHEN new.bytes = \
         CAST('{\"number\":7}' AS BLOB) BEGIN SELECT RAISE(ABORT, 'refused'); END";
    place.other().execute_batch(refuse).unwrap();
    for (number, answer) in (0..).zip(insert_together(&place, &store, 20).await) {
        assert_eq!(answer.is_ok(), number != 7, "{number}: {answer:?}");
    }
    assert_eq!(store.depth().await.unwrap().waiting, 19);
    place.other().execute_batch("DROP TRIGGER refuse").unwrap();
    assert_eq!(store.insert(entry(7)).await.unwrap(), Inserted::New);
}

#[tokio::test]
async fn when_the_transaction_is_lost_nobody_is_told_that_it_is_stored() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let end = "CREATE TRIGGER end BEFORE INSERT ON body WHEN new.bytes = \
         CAST('{\"number\":7}' AS BLOB) BEGIN SELECT RAISE(ROLLBACK, 'ended'); END";
    place.other().execute_batch(end).unwrap();
    let answers = insert_together(&place, &store, 20).await;
    assert!(answers[7].is_err());
    let stored = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(store.depth().await.unwrap().waiting, stored as u64);
    place.other().execute_batch("DROP TRIGGER end").unwrap();
    for (number, answer) in (0..).zip(answers) {
        let expected = if answer.is_ok() { Inserted::Known } else { Inserted::New };
        assert_eq!(store.insert(entry(number)).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn what_is_beyond_the_queue_is_refused_at_once_and_the_rest_is_stored() {
    let place = Place::new();
    // Not a question of time: whoever is refused now has not waited for the other.
    let store = Sqlite::open(place.file(), Duration::from_secs(60)).await.unwrap();
    let other = place.other();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let answers: Vec<_> = (0..10_000).map(|number| store.insert(entry(number))).collect();
    let (mut waiting, mut refused) = (Vec::new(), 0);
    for mut answer in answers {
        match timeout(Duration::ZERO, &mut answer).await {
            Err(_) => waiting.push(answer),
            Ok(Err(StoreError::Overloaded)) => refused += 1,
            Ok(other) => panic!("while another writes: {other:?}"),
        }
    }
    assert!(refused > 1000, "{refused}");
    other.execute_batch("COMMIT").unwrap();
    let stored = waiting.len() as u64;
    for answer in waiting {
        assert_eq!(answer.await.unwrap(), Inserted::New);
    }
    assert_eq!(store.depth().await.unwrap().waiting, stored);
}

#[tokio::test]
async fn what_waits_is_limited_in_bytes_too() {
    let place = Place::new();
    let store = place.open().await;
    let other = place.other();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let body = Bytes::from(vec![b' '; 1 << 20]);
    let large = |number| Entry { body: body.clone(), ..entry(number) };
    let mut answers: Vec<_> = (0..100).map(|number| store.insert(large(number))).collect();
    assert!(matches!(answers.pop().unwrap().await, Err(StoreError::Overloaded)));
    assert_eq!(store.depth().await.unwrap().waiting, 0, "what only reads goes on");
    other.execute_batch("COMMIT").unwrap();
    for answer in answers.into_iter().take(64) {
        assert_eq!(answer.await.unwrap(), Inserted::New);
    }
    assert_eq!(store.insert(large(200)).await.unwrap(), Inserted::New, "there is room again");
}

#[tokio::test]
async fn what_waits_for_a_lock_is_refused_together_and_holds_up_nothing_after_it() {
    let place = Place::new();
    let store = place.open().await;
    let other = place.other();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let body = Bytes::from(vec![b' '; 1 << 20]);
    let large = |number| Entry { body: body.clone(), ..entry(number) };
    let mut answers = (0..60).map(|number| store.insert(large(number))).collect::<Vec<_>>();
    let refused = async |answer: Answer<'_, _>| {
        let refused = answer.await.unwrap_err();
        assert!(refused.to_string().contains("locked"), "{refused}");
    };
    refused(answers.remove(0)).await;
    // They are more than one transaction carries, and wait no second time.
    let since = Instant::now();
    for answer in answers {
        refused(answer).await;
    }
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    other.execute_batch("COMMIT").unwrap();
    let stored = timeout(WITHIN, store.insert(entry(100))).await.expect("nothing is before it");
    assert_eq!(stored.unwrap(), Inserted::New);
    assert_eq!(store.depth().await.unwrap().waiting, 1);
}

#[tokio::test]
async fn what_waits_for_a_lock_is_refused_when_its_own_time_is_over_and_not_before() {
    let place = Place::new();
    let store = place.open().await;
    let other = place.other();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut early = vec![store.insert(entry(1))];
    // So that they are not taken with the first, and differ in how long they have waited when it is over.
    thread::sleep(WITHIN / 20);
    early.push(store.insert(entry(2)));
    thread::sleep(WITHIN / 2);
    let late = store.insert(entry(3));
    for answer in early {
        assert!(answer.await.unwrap_err().to_string().contains("locked"));
    }
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(late.await.unwrap(), Inserted::New);
    assert_eq!(store.depth().await.unwrap().waiting, 1);
}

#[tokio::test]
async fn a_command_that_panics_is_an_error_for_who_asked_it_alone() {
    let place = Place::new();
    let store = place.open().await;
    let other = place.other();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let panics = |connection: &Connection| -> rusqlite::Result<()> {
        connection.execute("INSERT INTO erasure VALUES (x'00')", [])?;
        panic!("as the test wants it")
    };
    let (before, panicked, after) =
        (store.insert(entry(1)), store.writer.ask(0, panics), store.insert(entry(2)));
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(before.await.unwrap(), Inserted::New);
    assert!(panicked.await.unwrap_err().to_string().contains("panicked"));
    assert_eq!(after.await.unwrap(), Inserted::New);
    let keys = "SELECT count(*) FROM erasure";
    assert_eq!(other.query_row(keys, [], |row| row.get::<_, i64>(0)), Ok(1), "it is undone");
    assert!(store.reader.ask(0, |_| -> rusqlite::Result<()> { panic!("too") }).await.is_err());
    assert_eq!(store.depth().await.unwrap().waiting, 2);
}

#[tokio::test]
async fn who_does_not_wait_for_the_answer_has_it_stored_all_the_same() {
    let place = Place::new();
    let store = place.open().await;
    drop(store.insert(entry(1)));
    assert_eq!(store.insert(entry(1)).await.unwrap(), Inserted::Known);
}

#[tokio::test]
async fn a_long_list_does_not_hold_up_what_is_stored() {
    let place = Place::new();
    let store = place.open().await;
    store.insert(entry(0)).await.unwrap();
    let (begun, begins) = oneshot::channel();
    let (release, released) = mpsc::channel::<()>();
    let long = store.reader.ask(0, move |connection| {
        let mut list = connection.prepare("SELECT id FROM entry")?;
        let mut rows = list.query([])?;
        let mut number = u32::from(rows.next()?.is_some());
        begun.send(()).unwrap();
        // Until the test goes on, or has failed.
        let _ = released.recv();
        while rows.next()?.is_some() {
            number += 1;
        }
        Ok(number)
    });
    begins.await.unwrap();
    let storing = async {
        for number in 1..50 {
            assert_eq!(store.insert(entry(number)).await.unwrap(), Inserted::New);
        }
    };
    timeout(Duration::from_secs(30), storing).await.expect("they do not wait for the list");
    release.send(()).unwrap();
    assert_eq!(long.await.unwrap(), 1, "it is of the time when it was begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_threads_end_with_the_last_handle_and_leave_one_file() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let mut inserts = JoinSet::new();
    for number in 0..100 {
        let store = Arc::clone(&store);
        inserts.spawn(async move { store.insert(entry(number)).await });
    }
    inserts.join_all().await;
    drop(store.insert(entry(100)));
    drop(store);
    let beside = || fs::read_dir(place.folder.path()).unwrap().count() - 1;
    let since = Instant::now();
    while beside() > 0 && since.elapsed() < Duration::from_secs(10) {
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(beside(), 0);
    assert_eq!(place.open().await.depth().await.unwrap().waiting, 101);
}

#[tokio::test]
async fn what_is_closed_has_done_what_it_was_asked_and_leaves_one_file() {
    let place = Place::new();
    let store = place.open().await;
    let asked: Vec<_> = (0..100).map(|number| store.insert(entry(number))).collect();
    tokio::join!(store.close(), store.close());
    assert_eq!(fs::read_dir(place.folder.path()).unwrap().count(), 1);
    for answer in asked {
        assert_eq!(answer.await.unwrap(), Inserted::New);
    }
    assert!(matches!(store.insert(entry(1)).await, Err(StoreError::Closed)));
    assert!(matches!(store.depth().await, Err(StoreError::Closed)));
    assert_eq!(place.open().await.depth().await.unwrap().waiting, 100);
}
