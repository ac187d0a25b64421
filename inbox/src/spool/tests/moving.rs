use std::sync::atomic::Ordering;

use super::*;
use crate::entry::Lane;
use crate::inbox::Counters;
use crate::store::{Inserted, Memory, State, StoreError};

#[tokio::test]
async fn what_is_not_taken_in_time_is_kept_and_worked_in_the_order_in_which_it_came() {
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
        assert_eq!(quarantined[0].problem, unreadable().problem);
        // From now on nothing makes the detour.
        assert_eq!(spool.insert(receipt(4)).await.unwrap(), Inserted::New);
        assert_eq!(due(&*remote).await.len(), 1);
    }
}

#[tokio::test]
async fn the_oldest_are_moved_first() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let remote = Memory::new();
    remote.fails.store(true, Ordering::Relaxed);
    let spool = spool(&remote, &file).await;
    for number in 0..600 {
        spool.insert(receipt(number)).await.unwrap();
    }
    remote.fails.store(false, Ordering::Relaxed);
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    let came = remote.list(State::Waiting, 0, 600).await.unwrap();
    let pages = came.iter().map(|entry| (entry.received_at.as_second() - FIRST) / 256);
    assert!(pages.is_sorted());
    assert_eq!(came.len(), 600);
}

#[tokio::test]
async fn what_opted_out_when_it_came_does_so_whatever_the_words_are_by_now() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let remote = Memory::new();
    remote.fails.store(true, Ordering::Relaxed);
    let first = spool(&remote, &file).await;
    first.insert(message("STOP")).await.unwrap();
    drop(first);

    let second = spool_with(&remote, &file, OptOutWords::new(["ARRET"])).await;
    remote.fails.store(false, Ordering::Relaxed);
    let opted_out = async || second.consents(None, 9).await.unwrap().len();
    assert_eq!(opted_out().await, 1);
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    assert_eq!(opted_out().await, 1);
    assert_eq!(remote.depth().await.unwrap().waiting_opt_outs, 1);
}

#[tokio::test]
async fn words_are_kept_once_postgresql_is_reached() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let remote = Memory::new();
    let words = OptOutWords::default();
    for away in [false, true] {
        remote.keep_words("of another".to_owned()).await.unwrap();
        remote.fails.store(away, Ordering::Relaxed);
        let spool = spool(&remote, &file).await;
        remote.fails.store(false, Ordering::Relaxed);
        let kept = async || spool.words().await.unwrap();
        if !away {
            assert_eq!(kept().await.as_deref(), Some(words.given()), "at once");
        }
        until("they are kept", || async { kept().await.as_deref() == Some(words.given()) }).await;
    }
}

#[tokio::test]
async fn an_opt_out_of_more_values_than_are_read_by_default_is_one_after_it_was_moved() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let remote = Memory::new();
    remote.fails.store(true, Ordering::Relaxed);
    let first = spool(&remote, &file).await;
    let body = String::from_utf8(opt_out(1).body.to_vec()).unwrap();
    let zeros = vec!["0"; 20_000].join(",");
    let body = body.replacen('{', &format!("{{\"more\":[{zeros}],"), 1);
    let event = Event::from_body_within(body.clone().into(), 30_000).unwrap();
    let large = Entry { body: body.into(), ..Entry::read(&event, Bytes::new(), Lane::OptOuts) };
    first.insert(large).await.unwrap();
    drop(first);

    let second = spool(&remote, &file).await;
    remote.fails.store(false, Ordering::Relaxed);
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    assert_eq!(remote.depth().await.unwrap().waiting_opt_outs, 1);
    assert!(remote.list(State::Quarantined, 0, 9).await.unwrap().is_empty());
    drop(second);
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
    let local = Arc::new(Sqlite::open(&file, SHARE).await.unwrap());
    let (engine, words, counters) =
        (Arc::clone(&remote) as _, OptOutWords::default(), Arc::<Counters>::default());
    let spool = Arc::new(
        Spool::open(engine, true, local, words, SHARE, Arc::clone(&counters)).await.unwrap(),
    );
    for number in 0..200 {
        let storing = Arc::clone(&spool);
        let sender = tokio::spawn(async move { storing.insert(receipt(number)).await });
        tokio::task::yield_now().await;
        sender.abort();
    }
    // What had reached the file by then is in it, and moved without another delivery.
    until("some did", || async { counters.read().spooled > 0 }).await;
    remote.fails.store(false, Ordering::Relaxed);
    until("all that did is moved", || async {
        let reached = counters.read().spooled;
        held(&file).await == (0, 0) && remote.depth().await.unwrap().waiting == reached
    })
    .await;
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
