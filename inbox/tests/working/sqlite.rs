use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use kudosity_webhook_inbox::{Inbox, Replayed, State};
use kudosity_webhook_simulator::provider::Provider;
use rusqlite::Connection;
use tokio::sync::Notify;
use tokio::time::sleep;

use super::checks::{self, fill};
use super::common::{Served, ms, serve, serve_as};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_is_worked_each_event_once_and_adds_up() {
    checks::a_campaign_is_worked_each_event_once(&serve().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_crews_slower_than_their_lease_work_each_event_once() {
    let served = serve().await;
    let other = Inbox::sqlite(served.database()).open().await.unwrap();
    checks::two_crews_slower_than_their_lease_work_each_event_once(&served, &other).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opt_outs_do_not_wait_behind_a_thousand_neighbours_that_fail_and_hang() {
    let served = serve().await;
    let mut provider = Provider::seeded(2);
    fill(&served, &mut provider, 1_000).await;
    let runs = Arc::new(AtomicU32::new(0));
    let counted = runs.clone();
    let builder =
        served.inbox.workers().concurrency(4).back_off(ms(1), ms(1)).max_attempts(u32::MAX);
    let _workers = builder.start(move |stored| {
        let opts_out = stored.event.opt_out().is_some();
        let fails = !opts_out && counted.fetch_add(1, Ordering::Relaxed) < 1_000;
        async move {
            match (opts_out, fails) {
                (true, _) => Ok(()),
                (_, true) => Err("it is down".into()),
                _ => std::future::pending().await,
            }
        }
    });
    // The first ten among those that fail, the others when every slot but their own is taken for good.
    opt_out_ten(&served, &mut provider, 10).await;
    served.until(|_| runs.load(Ordering::Relaxed) == 1_004).await;
    opt_out_ten(&served, &mut provider, 20).await;
    let depth = served.inbox.depth().await.unwrap();
    assert_eq!((depth.waiting, depth.waiting_opt_outs), (1_000, 0));
}

/// Delivers ten opt-outs, and waits until so many are worked.
async fn opt_out_ten(served: &Served, provider: &mut Provider, worked: u64) {
    let began = Instant::now();
    for _ in 0..10 {
        assert_eq!(served.status(provider.opt_out().body()).await, 200);
    }
    served.until(|seen| seen.done == worked).await;
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_dead_letter_is_listed_with_its_problem_and_worked_when_it_is_replayed() {
    let served = serve().await;
    let mended = Arc::new(AtomicBool::new(false));
    let seen = mended.clone();
    let _workers =
        served.inbox.workers().max_attempts(2).back_off(ms(1), ms(1)).look_every(ms(20)).start(
            move |_| {
                let mended = seen.load(Ordering::Relaxed);
                async move { if mended { Ok(()) } else { Err("the shop is closed".into()) } }
            },
        );
    assert_eq!(served.status(Provider::seeded(3).link_hit().body()).await, 200);
    served.until(|seen| seen.parked == 1).await;
    let parked = served.inbox.list(State::Parked, 0, 10).await.unwrap();
    assert_eq!((parked.len(), parked[0].attempts), (1, 2));
    assert_eq!(parked[0].problem.as_deref(), Some("the shop is closed"));

    mended.store(true, Ordering::Relaxed);
    assert_eq!(served.inbox.replay(parked[0].id).await.unwrap(), Replayed::Waiting);
    served.until(|seen| seen.done == 1).await;
    assert_eq!(served.inbox.depth().await.unwrap().parked, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_wait_until_a_locked_database_is_free_again() {
    let served = serve().await;
    fill(&served, &mut Provider::seeded(5), 20).await;
    let other = Connection::open(served.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = runs.clone();
    let workers = served.inbox.work(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        async { Ok(()) }
    });
    served.until(|seen| seen.store_errors > 1).await;
    other.execute_batch("COMMIT").unwrap();
    served.until(|seen| seen.done == 20).await;
    assert_eq!(runs.load(Ordering::Relaxed), 20);
    workers.drain(ms(100)).await;
}

#[tokio::test]
async fn what_is_too_old_is_removed_while_workers_run_and_a_repeat_is_still_known() {
    let served = serve_as(|inbox| inbox.keep_bodies(Duration::ZERO), |receiver| receiver).await;
    let body = Provider::seeded(6).link_hit().body();
    assert_eq!(served.status(body.clone()).await, 200);
    let workers = served.inbox.work(|_| async { Ok(()) });
    served.until(|seen| seen.done == 1).await;
    workers.drain(ms(100)).await;
    // It is removed by itself at the beginning, and then every minute.
    let _workers = served.inbox.work(|_| async { Ok(()) });
    let began = Instant::now();
    while served.inbox.show(1).await.unwrap().unwrap().body.is_some() {
        assert!(began.elapsed() < Duration::from_secs(10));
        sleep(ms(10)).await;
    }
    assert_eq!(served.status(body).await, 200);
    assert_eq!(served.inbox.outcomes().repeats, 1);
    assert_eq!(served.inbox.replay(1).await.unwrap(), Replayed::NoBody);
}

#[tokio::test]
async fn workers_end_when_the_inbox_is_closed_before_they_are_drained() {
    let served = serve().await;
    let (begun, ends) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tells, waits) = (begun.clone(), ends.clone());
    let workers = served.inbox.workers().lease(Duration::from_secs(1)).start(move |_| {
        let (tells, waits) = (tells.clone(), waits.clone());
        async move {
            tells.notify_one();
            waits.notified().await;
            Ok(())
        }
    });
    assert_eq!(served.status(Provider::seeded(7).link_hit().body()).await, 200);
    begun.notified().await;
    served.inbox.clone().close().await;
    ends.notify_one();
    // What was worked cannot be stored, and nobody is waited for who could store it.
    let began = Instant::now();
    assert_eq!(workers.drain(Duration::from_secs(20)).await, 0);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(served.inbox.outcomes().store_errors, 0);
}
