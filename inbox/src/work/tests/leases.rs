use super::super::leases::Leases;
use super::*;
use crate::store::{Claim, Lease, Unended};

#[tokio::test]
async fn a_lost_lease_settles_nothing_and_is_counted() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let robbed = store.clone();
    let _workers = hasty(&inbox).start(move |stored| {
        robbed.rob(stored.id);
        async { Ok(()) }
    });
    inbox.deliver(receipt("m-1")).await.unwrap();
    until(&inbox, |seen| seen.lost_leases == 1).await;
    assert_eq!(store.entry(1).state, State::Waiting);
    assert_eq!(inbox.outcomes().done, 0);
}

#[tokio::test]
async fn workers_that_are_slower_than_their_lease_keep_it() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let runs = Arc::new(AtomicU32::new(0));
    let crews: Vec<_> = (0..2)
        .map(|_| {
            let counted = runs.clone();
            hasty(&inbox).lease(Duration::ZERO).start(move |_| {
                counted.fetch_add(1, Ordering::Relaxed);
                async {
                    sleep(3_000 * MS).await;
                    Ok(())
                }
            })
        })
        .collect();
    inbox.deliver(receipt("m-1")).await.unwrap();
    until(&inbox, |seen| seen.done == 1).await;
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    assert_eq!(inbox.outcomes().lost_leases, 0);
    drop(crews);
}

#[tokio::test]
async fn an_event_whose_attempts_are_used_up_is_parked_without_being_run() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    inbox.deliver(receipt("m-1")).await.unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = runs.clone();
    // Each claim is one of a process that is killed: the lease ends at once. The last may have been
    // alone.
    for _ in 0..4 {
        let (now, lease) = (jiff::Timestamp::now(), jiff::SignedDuration::ZERO);
        let wanted = Claim { opt_outs_only: false, limit: 1, now, lease, unended: Unended::Alone };
        assert_eq!(inbox.engine().claim(wanted).await.unwrap().len(), 1);
    }
    let _workers = hasty(&inbox).start(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        async { Ok(()) }
    });
    until(&inbox, |seen| seen.parked == 1).await;
    assert_eq!(runs.load(Ordering::Relaxed), 0);
    assert!(store.entry(1).problem.unwrap().starts_with("attempt 4 came to no end"));
}

#[tokio::test]
async fn what_this_process_still_holds_is_not_begun_again() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let runs = Arc::new(AtomicU32::new(0));
    let (counted, expiring) = (runs.clone(), store.clone());
    let _workers = hasty(&inbox).concurrency(1).start(move |stored| {
        let (counted, store) = (counted.clone(), expiring.clone());
        async move {
            if stored.event.opt_out().is_none() {
                // The opt-out is begun beside this, in the slot of their own.
                while counted.load(Ordering::Relaxed) == 0 {
                    sleep(MS).await;
                }
                return Ok(());
            }
            counted.fetch_add(1, Ordering::Relaxed);
            // As where the database was locked for longer than a lease.
            store.expire(stored.id);
            while store.entry(stored.id).attempts < 2 {
                sleep(MS).await;
            }
            sleep(20 * MS).await;
            Ok(())
        }
    });
    inbox.deliver(receipt("m-1")).await.unwrap();
    until(&inbox, |_| store.entry(1).attempts == 1).await;
    inbox.deliver(opt_out("61491570006")).await.unwrap();
    until(&inbox, |seen| seen.done == 2).await;
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    assert_eq!(inbox.outcomes().lost_leases, 0);
}

#[tokio::test]
async fn what_is_claimed_anew_before_its_end_is_known_is_given_back_and_worked() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let settles = store.settles.clone();
    let told = Arc::new(Mutex::new(None));
    let (attempts, late) = (Arc::new(Mutex::new(Vec::new())), told.clone());
    let seen = attempts.clone();
    let _workers = hasty(&inbox).start(move |stored| {
        seen.lock().unwrap().push(stored.attempt);
        if stored.attempt == 1 {
            *late.lock().unwrap() = Some(settles.clone().try_lock_owned().unwrap());
        }
        async move {
            if stored.attempt > 1 {
                return Ok(());
            }
            Err(Failed::retry_after(Duration::ZERO, "it is due again at once"))
        }
    });
    inbox.deliver(receipt("m-1")).await.unwrap();
    until(&inbox, |_| store.entry(1).attempts == 2).await;
    drop(told.lock().unwrap().take());
    until(&inbox, |seen| seen.done == 1).await;
    assert_eq!(*attempts.lock().unwrap(), [1, 2]);
    let seen = inbox.outcomes();
    assert_eq!((seen.retried, seen.lost_leases, seen.released), (1, 0, 0));
}

#[tokio::test]
async fn a_lease_that_is_ended_is_not_the_one_that_is_held_by_now() {
    let leases = Leases::default();
    let of = |token| Lease { id: 1, token };
    let mut held = leases.hold(of(1)).unwrap();
    assert!(leases.hold(of(2)).is_none());
    assert!(!held.end(of(1)));
    assert!(leases.hold(of(3)).is_none());
    assert!(held.end(of(3)));
    let next = leases.hold(of(4)).unwrap();
    drop(held);
    assert_eq!(next.lease(), of(4), "it is renewed");
}

#[tokio::test]
async fn a_claim_gives_what_is_held_a_new_token_and_begins_nothing() {
    let leases = Leases::default();
    let of = |token| Lease { id: 1, token };
    let held = leases.hold(of(1)).unwrap();
    assert!(leases.hold(of(2)).is_none());
    assert_eq!(held.lease(), of(2));
    drop(held);
    assert!(leases.hold(of(3)).is_some());
}
