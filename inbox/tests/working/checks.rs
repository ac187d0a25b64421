use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use kudosity_webhook_inbox::Inbox;
use kudosity_webhook_simulator::provider::{Provider, Registration};
use kudosity_webhook_simulator::scenario::{LATE, Planned, Scenario};
use kudosity_webhook_simulator::sender::{Attempt, Pace};
use tokio::time::sleep;

use super::common::{Served, ms};

pub(crate) async fn a_campaign_is_worked_each_event_once<P>(served: &Served<P>) {
    let worked = Arc::new(Mutex::new(BTreeMap::<String, u32>::new()));
    let noted = worked.clone();
    let workers = served.inbox.work(move |stored| {
        *noted.lock().unwrap().entry(stored.event.fingerprint().to_string()).or_default() += 1;
        async { Ok(()) }
    });
    let mut provider = Provider::seeded(1);
    let campaign = Scenario::campaign(&mut provider, 100)
        .also_for(Registration::new("w-2", "another"))
        .repeated(2, LATE)
        .reordered(LATE);
    let mut sent = BTreeMap::new();
    let tell = |planned: &Planned, attempt: &Attempt| {
        assert!(attempt.accepted(), "{attempt:?}");
        sent.insert(planned.event.fingerprint().to_string(), 1);
    };
    served.sender.play(campaign, Pace::InOrder, tell).await;
    served.until(|seen| seen.done == sent.len() as u64).await;
    assert_eq!(*worked.lock().unwrap(), sent);
    assert_eq!(workers.drain(ms(100)).await, 0);
    assert_eq!(served.inbox.depth().await.unwrap().waiting, 0);
}

/// The other inbox is in the same database.
pub(crate) async fn two_crews_slower_than_their_lease_work_each_event_once<P>(
    served: &Served<P>,
    other: &Inbox,
) {
    let runs = Arc::new(AtomicU32::new(0));
    let _crews: Vec<_> = [&served.inbox, other]
        .map(|inbox| {
            let counted = runs.clone();
            inbox.workers().lease(ms(900)).look_every(ms(20)).start(move |_| {
                counted.fetch_add(1, Ordering::Relaxed);
                async {
                    sleep(ms(3_000)).await;
                    Ok(())
                }
            })
        })
        .into();
    fill(served, &mut Provider::seeded(4), 20).await;
    // Counted a moment after it is committed.
    served.until(|one| one.done + other.outcomes().done == 20).await;
    assert_eq!(runs.load(Ordering::Relaxed), 20);
    assert_eq!(served.inbox.depth().await.unwrap().waiting, 0);
    let [one, two] = [served.inbox.outcomes(), other.outcomes()];
    assert_eq!((one.done + two.done, one.lost_leases + two.lost_leases), (20, 0));
    assert!(one.done > 0 && two.done > 0, "both worked");
}

/// Delivers so many hits.
pub(crate) async fn fill<P>(served: &Served<P>, provider: &mut Provider, events: u32) {
    let bodies = (0..events).map(|_| provider.link_hit().body());
    let mut under_way = tokio::task::JoinSet::new();
    for body in bodies {
        let sender = served.sender.clone();
        under_way.spawn(async move { assert!(sender.deliver(body, |_| {}).await.accepted()) });
        if under_way.len() == 32 {
            under_way.join_next().await.unwrap().unwrap();
        }
    }
    while let Some(ended) = under_way.join_next().await {
        ended.unwrap();
    }
}
