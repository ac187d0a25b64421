use jiff::SignedDuration;
use tokio::sync::Semaphore;

use super::*;
use crate::store::{Claim, Unended};

#[tokio::test]
async fn an_opt_out_does_not_wait_for_what_runs() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let stuck = Arc::new(AtomicU32::new(0));
    let counted = stuck.clone();
    let _workers = hasty(&inbox).concurrency(2).start(move |stored| {
        let opts_out = stored.event.opt_out().is_some();
        counted.fetch_add(u32::from(!opts_out), Ordering::Relaxed);
        async move { if opts_out { Ok(()) } else { std::future::pending().await } }
    });
    for id in 0..10 {
        inbox.deliver(receipt(&id.to_string())).await.unwrap();
    }
    while stuck.load(Ordering::Relaxed) < 2 {
        sleep(MS).await;
    }
    for person in ["61491570006", "61491570156", "61491570157"] {
        inbox.deliver(opt_out(person)).await.unwrap();
    }
    until(&inbox, |seen| seen.done == 3).await;
    assert_eq!(stuck.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn what_arrives_is_worked_at_once() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let _workers = inbox.workers().look_every(Duration::MAX).start(|_| async { Ok(()) });
    for round in 1..=20 {
        inbox.deliver(receipt(&format!("m-{round}"))).await.unwrap();
        until(&inbox, |seen| seen.done == round).await;
    }
}

#[tokio::test]
async fn what_came_to_no_end_is_worked_alone_but_for_opt_outs() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    for id in ["m-1", "m-2", "m-3"] {
        inbox.deliver(receipt(id)).await.unwrap();
    }
    claim(&inbox, 3, SignedDuration::ZERO).await;
    inbox.deliver(receipt("m-4")).await.unwrap();
    inbox.deliver(receipt("m-5")).await.unwrap();

    let running = Arc::new(Mutex::new(Vec::new()));
    let beside = Arc::new(Mutex::new(Vec::new()));
    let (runs, seen) = (running.clone(), beside.clone());
    let _workers = hasty(&inbox).start(move |stored| {
        let (runs, seen) = (runs.clone(), seen.clone());
        async move {
            runs.lock().unwrap().push(stored.id);
            // Time for others to be begun.
            sleep(100 * MS).await;
            let others = runs.lock().unwrap().clone();
            runs.lock().unwrap().retain(|id| *id != stored.id);
            seen.lock().unwrap().push((stored.id, others));
            Ok(())
        }
    });
    until(&inbox, |seen| seen.done >= 1).await;
    inbox.deliver(opt_out("61491570006")).await.unwrap();
    until(&inbox, |seen| seen.done == 6).await;
    for (id, others) in beside.lock().unwrap().iter().filter(|(id, _)| *id <= 3) {
        assert!(others.iter().all(|other| other == id || *other == 6), "{id} beside {others:?}");
    }
    let seen = beside.lock().unwrap();
    assert!(seen.iter().any(|(id, others)| *id > 3 && others.len() > 1), "{seen:?}");
}

#[tokio::test]
async fn what_hangs_holds_up_the_rest_for_its_time_limit_at_most() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    inbox.deliver(receipt("m-1")).await.unwrap();
    // By a process that is killed later.
    claim(&inbox, 1, SignedDuration::from_hours(1)).await;
    inbox.deliver(receipt("m-2")).await.unwrap();

    let begun = Arc::new(Mutex::new(Vec::new()));
    let seen = begun.clone();
    let _workers =
        hasty(&inbox).time_limit(100 * MS).max_attempts(1).concurrency(9).start(move |stored| {
            seen.lock().unwrap().push(stored.id);
            async move { if stored.id == 2 { std::future::pending().await } else { Ok(()) } }
        });
    until(&inbox, |_| *begun.lock().unwrap() == [2]).await;
    store.expire(1);
    inbox.deliver(receipt("m-3")).await.unwrap();
    until(&inbox, |seen| seen.done == 2 && seen.timed_out == 1).await;
    assert_eq!(*begun.lock().unwrap(), [2, 1, 3]);
}

#[tokio::test]
async fn what_is_to_be_alone_is_begun_as_soon_as_nothing_else_runs() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    inbox.deliver(receipt("m-1")).await.unwrap();
    inbox.deliver(receipt("m-2")).await.unwrap();
    claim(&inbox, 1, SignedDuration::ZERO).await;
    let _workers = inbox.workers().look_every(Duration::MAX).start(|_| async {
        // The claim that follows finds what came to no end.
        sleep(20 * MS).await;
        Ok(())
    });
    until(&inbox, |seen| seen.done == 2).await;
}

#[tokio::test]
async fn what_is_given_so_late_that_its_lease_may_end_is_given_back() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let late = store.claims.clone().try_lock_owned().unwrap();
    let begun = Arc::new(AtomicU32::new(0));
    let counted = begun.clone();
    let workers = inbox.workers().lease(1000 * MS).look_every(Duration::MAX);
    let _workers = workers.start(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        async { Ok(()) }
    });
    inbox.deliver(receipt("m-1")).await.unwrap();
    until(&inbox, |_| store.entry(1).attempts == 1).await;
    sleep(600 * MS).await;
    drop(late);
    // As if it had not been tried, until it is looked for again.
    until(&inbox, |_| store.entry(1).attempts == 0).await;
    assert_eq!((begun.load(Ordering::Relaxed), inbox.outcomes().store_errors), (0, 1));
    inbox.deliver(receipt("m-2")).await.unwrap();
    until(&inbox, |seen| seen.done == 2).await;
}

#[tokio::test]
async fn what_is_given_late_and_runs_already_goes_on_by_that_lease() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let (receipts, opt_outs) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let ends = [receipts.clone(), opt_outs.clone()];
    let workers = inbox.workers().concurrency(1).lease(1000 * MS).look_every(Duration::MAX);
    let begun = Arc::new(AtomicU32::new(0));
    let counted = begun.clone();
    let _workers = workers.start(move |stored| {
        counted.fetch_add(1, Ordering::Relaxed);
        let end = ends[usize::from(stored.event.opt_out().is_some())].clone();
        async move {
            end.acquire().await?.forget();
            Ok(())
        }
    });
    inbox.deliver(receipt("m-1")).await.unwrap();
    until(&inbox, |_| begun.load(Ordering::Relaxed) == 1).await;
    // In the slot of their own, which the other claims beside.
    inbox.deliver(opt_out("61491570156")).await.unwrap();
    until(&inbox, |_| begun.load(Ordering::Relaxed) == 2).await;
    let late = store.claims.clone().try_lock_owned().unwrap();
    store.expire(2);
    receipts.add_permits(1);
    until(&inbox, |_| store.entry(2).attempts == 2).await;
    sleep(600 * MS).await;
    drop(late);
    until(&inbox, |_| store.claims.try_lock().is_ok()).await;
    opt_outs.add_permits(1);
    until(&inbox, |seen| seen.done + seen.lost_leases == 2).await;
    assert_eq!((inbox.outcomes().done, begun.load(Ordering::Relaxed)), (2, 2));
}

/// Claims so many, as another process does.
async fn claim(inbox: &Inbox, limit: usize, lease: SignedDuration) {
    let now = jiff::Timestamp::now();
    let wanted = Claim { opt_outs_only: false, limit, now, lease, unended: Unended::Alone };
    assert_eq!(inbox.engine().claim(wanted).await.unwrap().len(), limit);
}
