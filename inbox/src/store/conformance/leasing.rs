use std::sync::Arc;

use super::sample::{at, claim, claim_one, entry, insert, large, opt_out, wanted};
use crate::entry::{Entry, Lane};
use crate::store::{Claim, Claimed, Engine, Lease, Settled, Unended};

pub(super) async fn order(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 3), entry(2, 1), opt_out(3, 4), entry(4, 1), opt_out(5, 2)]).await;
    let of = |opt_outs_only, limit| Claim { opt_outs_only, limit, ..wanted(9) };
    let bodies = |claimed: Vec<Claimed>| -> Vec<u8> {
        claimed.iter().map(|claimed| claimed.body[10]).collect()
    };
    assert_eq!(bodies(store.claim(of(false, 0)).await.unwrap()), b"");
    assert_eq!(bodies(store.claim(of(false, 1)).await.unwrap()), b"5");
    assert_eq!(bodies(store.claim(of(true, usize::MAX)).await.unwrap()), b"3");
    assert_eq!(bodies(store.claim(of(false, usize::MAX)).await.unwrap()), b"241");
}

pub(super) async fn not_due(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 5)]).await;
    let claimed = claim_one(&store, 5).await;
    assert!(claim(&store, 14).await.is_empty());
    let retry = Settled::Retry { due: at(500), problem: "no answer".to_owned() };
    assert!(store.settle(claimed.lease, retry).await.unwrap());
    assert!(claim(&store, 499).await.is_empty());
    let claimed = claim_one(&store, 500).await;
    assert_eq!(claimed.attempt, 2);
    assert_eq!(claimed.received_at, at(5));
    assert_eq!(claimed.authenticated_by, "secret 1 of 2");
    assert!(claimed.traceparent.unwrap().starts_with("00-0af7"));
}

pub(super) async fn ahead(store: Arc<dyn Engine>) {
    // Some that are to be tried again, and more that were stored meanwhile, by a clock that ran ahead.
    insert(&store, (0..100).map(|number| entry(number, 0))).await;
    for claimed in claim(&store, 0).await {
        let retry = Settled::Retry { due: at(60), problem: "no answer".to_owned() };
        assert!(store.settle(claimed.lease, retry).await.unwrap());
    }
    insert(&store, (100..300).map(|number| entry(number, 90_000))).await;
    insert(&store, [opt_out(300, 90_001), entry(301, 5)]).await;

    assert_eq!(claim_one(&store, 5).await.body, "{\"number\":301}", "what is due goes first");
    let claimed = claim(&store, 5).await;
    assert_eq!(claimed[0].body, "{\"number\":300}");
    let mut given = claimed.len();
    while given < 201 {
        let claimed = claim(&store, 5).await;
        assert!(!claimed.is_empty() && claimed.iter().all(|claimed| claimed.attempt == 1));
        given += claimed.len();
    }
    assert!(claim(&store, 5).await.is_empty(), "nor what is to be tried again, nor what is leased");
}

pub(super) async fn exclusive(store: Arc<dyn Engine>) {
    insert(&store, (0..100).map(|number| entry(number, 0))).await;
    let some = Claim { limit: 30, ..wanted(0) };
    let (one, two) = tokio::join!(store.claim(some.clone()), store.claim(some));
    let mut ids: Vec<u64> =
        one.unwrap().iter().chain(&two.unwrap()).map(|claimed| claimed.lease.id).collect();
    assert_eq!(ids.len(), 60);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 60);
    assert_eq!(claim(&store, 9).await.len(), 40);
    assert!(claim(&store, 9).await.is_empty());
}

pub(super) async fn lost(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 0)]).await;
    let lost = claim_one(&store, 0).await;
    assert!(claim(&store, 9).await.is_empty());
    let held = claim_one(&store, 10).await;
    assert_eq!((held.lease.id, held.attempt), (lost.lease.id, 2));
    assert_ne!(held.lease.token, lost.lease.token);

    assert_eq!(store.renew(vec![lost.lease, held.lease], at(50)).await.unwrap(), [false, true]);
    let problem = || "by who lost it".to_owned();
    let outcomes = [
        Settled::Done { at: at(11) },
        Settled::Retry { due: at(11), problem: problem() },
        Settled::Parked { at: at(11), problem: problem() },
        Settled::Released { due: at(11), unended: false },
    ];
    for outcome in outcomes {
        assert!(!store.settle(lost.lease, outcome).await.unwrap());
    }
    let shown = store.show(held.lease.id).await.unwrap().unwrap().listed;
    assert_eq!((shown.due, shown.problem, shown.attempts), (Some(at(50)), None, 2));

    let nobodys = Lease { id: u64::MAX, token: held.lease.token };
    assert!(!store.settle(nobodys, Settled::Done { at: at(11) }).await.unwrap());
    assert!(store.settle(held.lease, Settled::Done { at: at(11) }).await.unwrap());
    assert!(!store.settle(held.lease, Settled::Done { at: at(12) }).await.unwrap());
    assert_eq!(store.renew(vec![held.lease], at(60)).await.unwrap(), [false]);
}

pub(super) async fn renewed(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 0), entry(2, 0)]).await;
    let claimed = claim(&store, 0).await;
    assert_eq!(store.renew(vec![claimed[0].lease], at(20)).await.unwrap(), [true]);
    assert_eq!(store.renew(Vec::new(), at(20)).await.unwrap(), [false; 0]);
    assert_eq!(claim_one(&store, 19).await.lease.id, claimed[1].lease.id);
    assert_eq!(claim_one(&store, 20).await.lease.id, claimed[0].lease.id);
}

pub(super) async fn unended(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 0), entry(2, 0), opt_out(3, 0)]).await;
    assert!(claim(&store, 0).await.iter().all(|claimed| !claimed.unended));
    insert(&store, [opt_out(4, 5), entry(5, 5), entry(6, 20)]).await;

    let bodies = async |unended, limit| -> Vec<(u8, bool)> {
        let claimed = store.claim(Claim { unended, limit, ..wanted(25) }).await.unwrap();
        claimed.iter().map(|claimed| (claimed.body[10], claimed.unended)).collect()
    };
    // In the order in which they are due: 4, 3; 5, 1, 2, 6. Those of the first claim came to no end.
    assert_eq!(bodies(Unended::Awaited, 100).await, [(b'4', false)]);
    assert_eq!(bodies(Unended::Awaited, 100).await, []);
    assert_eq!(bodies(Unended::PassedOver, 1).await, [(b'5', false)]);
    assert_eq!(bodies(Unended::Alone, 100).await, [(b'3', true)]);
    assert_eq!(bodies(Unended::Awaited, 100).await, []);
    assert_eq!(bodies(Unended::Alone, 100).await, [(b'1', true)]);
    assert_eq!(bodies(Unended::PassedOver, 100).await, [(b'6', false)]);
    assert_eq!(bodies(Unended::Alone, 100).await, [(b'2', true)]);

    // One that was given back, or failed, came to an end.
    insert(&store, [entry(7, 25)]).await;
    let released = |unended| Settled::Released { due: at(25), unended };
    for outcome in [released(false), Settled::Retry { due: at(25), problem: String::new() }] {
        let claimed = claim_one(&store, 25).await;
        assert!(!claimed.unended);
        assert!(store.settle(claimed.lease, outcome).await.unwrap());
    }
    let claimed = claim_one(&store, 25).await;
    assert!(!claimed.unended);

    // One that came to no end, and was given back, still came to none.
    assert!(store.settle(claimed.lease, released(true)).await.unwrap());
    assert!(!store.settle(claimed.lease, released(true)).await.unwrap());
    assert_eq!(bodies(Unended::PassedOver, 100).await, []);
    let again = claim_one(&store, 25).await;
    assert!(again.unended && again.attempt == claimed.attempt);
}

pub(super) async fn bounded(store: Arc<dyn Engine>) {
    let opt_out = Entry { lane: Lane::OptOuts, ..large(3, 5) };
    insert(&store, [large(1, 0), large(2, 0), entry(4, 1), opt_out]).await;
    // One is given, however large, and nothing behind it.
    for id in [4, 1, 2, 3] {
        assert_eq!(claim_one(&store, 5).await.lease.id, id);
    }
}
