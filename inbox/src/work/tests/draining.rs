use jiff::SignedDuration;
use tokio::time::timeout;

use super::*;
use crate::store::{Claim, Unended};

#[tokio::test]
async fn a_drain_waits_for_what_runs_and_gives_back_the_rest() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let begun = Arc::new(AtomicU32::new(0));
    let counted = begun.clone();
    let workers = hasty(&inbox).concurrency(2).start(move |stored| {
        counted.fetch_add(1, Ordering::Relaxed);
        async move {
            sleep(if stored.id == 1 { 50 * MS } else { 3_600_000 * MS }).await;
            Ok(())
        }
    });
    for id in ["m-1", "m-2", "m-3"] {
        inbox.deliver(receipt(id)).await.unwrap();
    }
    while begun.load(Ordering::Relaxed) < 2 {
        sleep(MS).await;
    }
    assert_eq!(workers.drain(500 * MS).await, 1);
    let seen = |id| (store.entry(id).state, store.entry(id).attempts);
    assert_eq!(seen(1), (State::Done, 1));
    assert_eq!(seen(2), (State::Waiting, 0), "as if it had not been tried");
    assert!(store.entry(2).due.unwrap() <= jiff::Timestamp::now());
    assert_eq!(seen(3), (State::Waiting, 0), "nothing more was begun");
}

#[tokio::test]
async fn what_came_to_no_end_has_come_to_none_by_a_drain() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    inbox.deliver(receipt("m-1")).await.unwrap();
    // By a process that is killed.
    let (now, lease) = (jiff::Timestamp::now(), SignedDuration::ZERO);
    let wanted = Claim { opt_outs_only: false, limit: 1, now, lease, unended: Unended::Alone };
    assert_eq!(inbox.engine().claim(wanted.clone()).await.unwrap().len(), 1);

    let workers = hasty(&inbox).start(|_| std::future::pending());
    until(&inbox, |_| store.entry(1).attempts == 2).await;
    assert_eq!(workers.drain(Duration::ZERO).await, 1);
    assert_eq!(store.entry(1).attempts, 1, "the attempt does not count");
    let wanted = Claim { now: jiff::Timestamp::now(), ..wanted };
    let claimed = inbox.engine().claim(wanted).await.unwrap();
    assert!(claimed[0].unended, "so it is worked alone again");
}

#[tokio::test]
async fn what_is_being_claimed_when_a_drain_begins_is_not_begun() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let begun = Arc::new(AtomicU32::new(0));
    let counted = begun.clone();
    let late = store.claims.clone().try_lock_owned().unwrap();
    let workers = hasty(&inbox).start(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        async { Ok(()) }
    });
    inbox.deliver(receipt("m-1")).await.unwrap();
    until(&inbox, |_| store.entry(1).attempts == 1).await;
    let mut drain = Box::pin(workers.drain(Duration::from_secs(5)));
    assert!(timeout(Duration::ZERO, &mut drain).await.is_err());
    drop(late);
    assert_eq!(drain.await, 1);
    assert_eq!(begun.load(Ordering::Relaxed), 0);
    assert_eq!(store.entry(1).attempts, 0, "as if it had not been tried");
}

#[tokio::test]
async fn a_drain_ends_although_the_store_does_not_answer() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let workers = hasty(&inbox).start(|_| async { Ok(()) });
    store.hangs.store(true, Ordering::Relaxed);
    inbox.deliver(receipt("m-1")).await.unwrap_err();
    let began = Instant::now();
    assert_eq!(workers.drain(100 * MS).await, 0);
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn workers_that_are_dropped_end_what_runs_and_begin_nothing() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let begun = Arc::new(AtomicU32::new(0));
    let counted = begun.clone();
    let workers = hasty(&inbox).start(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        async {
            sleep(100 * MS).await;
            Ok(())
        }
    });
    inbox.deliver(receipt("m-1")).await.unwrap();
    while begun.load(Ordering::Relaxed) < 1 {
        sleep(MS).await;
    }
    drop(workers);
    inbox.deliver(receipt("m-2")).await.unwrap();
    until(&inbox, |seen| seen.done == 1).await;
    sleep(50 * MS).await;
    assert_eq!(begun.load(Ordering::Relaxed), 1);
}
