use std::sync::Arc;

use super::sample::{
    ALL, at, claim, claim_one, entry, insert, large, list, opt_out, receipt, unreadable,
};
use crate::entry::Entry;
use crate::store::{Anew, Engine, Inserted, Kept, Settled, State};

pub(super) async fn purged(store: Arc<dyn Engine>) {
    insert(&store, [receipt(1, "m-1", 0)]).await;
    let lease = claim_one(&store, 0).await.lease;
    assert!(store.settle(lease, Settled::Done { at: at(5) }).await.unwrap());

    let bodies = |second| Kept { bodies_since: at(second), ..ALL };
    assert_eq!(store.purge(bodies(5)).await.unwrap(), 0);
    assert_eq!(store.purge(bodies(6)).await.unwrap(), 1);
    assert_eq!(store.purge(bodies(6)).await.unwrap(), 0);
    assert!(store.show(lease.id).await.unwrap().unwrap().body.is_none());
    assert_eq!(store.receipts_of("m-1".to_owned()).await.unwrap().len(), 1);
    assert_eq!(store.insert(entry(1, 7)).await.unwrap(), Inserted::Known);

    let fingerprints = |second| Kept { fingerprints_since: at(second), ..bodies(second) };
    store.purge(fingerprints(5)).await.unwrap();
    assert_eq!(store.insert(entry(1, 7)).await.unwrap(), Inserted::Known);
    assert!(store.purge(fingerprints(6)).await.unwrap() > 0);
    assert_eq!(store.purge(fingerprints(6)).await.unwrap(), 0);
    assert!(store.show(lease.id).await.unwrap().is_none());
    assert!(store.receipts_of("m-1".to_owned()).await.unwrap().is_empty());

    insert(&store, [entry(1, 7)]).await;
    let again = claim_one(&store, 7).await.lease;
    assert_ne!(again.id, lease.id, "an id is given once");
    assert!(store.settle(again, Settled::Done { at: at(8) }).await.unwrap());
    // A fingerprint that is to go takes its body along.
    assert!(store.purge(Kept { fingerprints_since: at(9), ..ALL }).await.unwrap() > 0);
    assert!(store.show(again.id).await.unwrap().is_none());
}

pub(super) async fn kept(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 0)]).await;
    let lease = claim_one(&store, 0).await.lease;
    let parked = Settled::Parked { at: at(5), problem: "poison".to_owned() };
    assert!(store.settle(lease, parked).await.unwrap());
    insert(&store, [unreadable(2, 5), entry(3, 0), opt_out(4, 0)]).await;

    let all = Kept { bodies_since: at(900), fingerprints_since: at(900), ..ALL };
    assert_eq!(store.purge(all).await.unwrap(), 0);
    assert_eq!(store.purge(Kept { problems_since: Some(at(5)), ..all }).await.unwrap(), 0);
    assert!(store.purge(Kept { problems_since: Some(at(6)), ..all }).await.unwrap() >= 2);
    assert!(list(&store, State::Parked).await.is_empty());
    assert!(list(&store, State::Quarantined).await.is_empty());
    assert_eq!(list(&store, State::Waiting).await.len(), 2);
    assert_eq!(store.consents(None, 9).await.unwrap().len(), 1);
}

pub(super) async fn given_up(store: Arc<dyn Engine>) {
    insert(&store, [receipt(1, "m-1", 0)]).await;
    let lease = claim_one(&store, 0).await.lease;
    let parked = Settled::Parked { at: at(5), problem: "poison".to_owned() };
    assert!(store.settle(lease, parked).await.unwrap());
    insert(&store, [unreadable(2, 5)]).await;

    let problems = Kept { problems_since: Some(at(6)), ..ALL };
    assert_eq!(store.purge(Kept { limit: 1, ..problems }).await.unwrap(), 1);
    assert_eq!(store.purge(problems).await.unwrap(), 1);
    assert_eq!(store.purge(problems).await.unwrap(), 0);
    let done = list(&store, State::Done).await;
    assert_eq!(done.len(), 2);
    for (number, listed) in (1..).zip(done) {
        assert_eq!((listed.ended_at, listed.problem), (Some(at(5)), None));
        assert!(store.show(listed.id).await.unwrap().unwrap().body.is_none());
        assert_eq!(store.replay(listed.id, None, at(7)).await.unwrap(), Anew::Impossible);
        assert_eq!(store.insert(entry(number, 7)).await.unwrap(), Inserted::Known);
    }
    assert_eq!(store.receipts_of("m-1".to_owned()).await.unwrap().len(), 1);

    let fingerprints = |second| Kept { fingerprints_since: at(second), ..problems };
    assert_eq!(store.purge(fingerprints(5)).await.unwrap(), 0);
    assert_eq!(store.purge(fingerprints(6)).await.unwrap(), 2);
    assert!(store.receipts_of("m-1".to_owned()).await.unwrap().is_empty());
    insert(&store, [entry(1, 7), entry(2, 7)]).await;
}

pub(super) async fn bit_by_bit(store: Arc<dyn Engine>) {
    insert(&store, (0..50).map(|number| entry(number, 0))).await;
    for claimed in claim(&store, 0).await {
        assert!(store.settle(claimed.lease, Settled::Done { at: at(1) }).await.unwrap());
    }
    let kept = Kept { bodies_since: at(2), limit: 20, ..ALL };
    for changed in [20, 20, 10, 0] {
        assert_eq!(store.purge(kept).await.unwrap(), changed);
    }
    assert_eq!(list(&store, State::Done).await.len(), 50);
}

pub(super) async fn bounded(store: Arc<dyn Engine>) {
    let unread = Entry { body: large(1, 0).body, ..unreadable(1, 0) };
    insert(&store, [unread, large(2, 0), large(3, 0), large(4, 0)]).await;
    let parked = Settled::Parked { at: at(1), problem: "poison".to_owned() };
    let done = || Settled::Done { at: at(1) };
    for outcome in [parked, done(), done()] {
        let lease = claim_one(&store, 0).await.lease;
        assert!(store.settle(lease, outcome).await.unwrap());
    }
    let all = Kept { bodies_since: at(2), problems_since: Some(at(2)), ..ALL };
    for changed in [1, 1, 1, 1, 0] {
        assert_eq!(store.purge(all).await.unwrap(), changed);
    }
    let unknown = Kept { fingerprints_since: at(2), ..all };
    // Nothing of them is large any more.
    assert_eq!(store.purge(unknown).await.unwrap(), 4);
}

pub(super) async fn types_forgotten(store: Arc<dyn Engine>) {
    let named = |number, name: &str| Entry {
        event_type: Some(name.to_owned()),
        ..entry(number, i64::from(number))
    };
    insert(&store, [named(1, "SMS_INBOUND"), named(2, "NEWS_FOR_61491570006")]).await;
    insert(&store, [named(3, "NEWS")]).await;
    let waiting = list(&store, State::Waiting).await;
    store.forget(vec![waiting[0].id, waiting[1].id], at(7)).await.unwrap();

    let done = list(&store, State::Done).await;
    let types: Vec<_> = done.iter().map(|entry| entry.event_type.as_deref()).collect();
    assert_eq!(types, [Some("SMS_INBOUND"), None], "an unknown type may hold the number");
    assert_eq!(list(&store, State::Waiting).await[0].event_type.as_deref(), Some("NEWS"));
}

pub(super) async fn forgotten(store: Arc<dyn Engine>) {
    insert(&store, [receipt(1, "m-1", 0), unreadable(2, 0), entry(3, 0), entry(4, 9)]).await;
    let claimed = claim(&store, 0).await;
    let parked = Settled::Parked { at: at(5), problem: "61491570006".to_owned() };
    assert!(store.settle(claimed[1].lease, parked).await.unwrap());
    let unread = list(&store, State::Quarantined).await[0].id;
    let forgotten = [claimed[0].lease.id, unread, claimed[1].lease.id];
    store.forget(vec![forgotten[0], forgotten[1], forgotten[2], 900], at(7)).await.unwrap();
    store.scrub().await.unwrap();

    for (number, id) in (1..).zip(forgotten) {
        let shown = store.show(id).await.unwrap().unwrap();
        assert_eq!((shown.body, shown.listed.problem), (None, None));
        assert_eq!(store.insert(entry(number, 8)).await.unwrap(), Inserted::Known);
        assert_eq!(store.replay(id, None, at(8)).await.unwrap(), Anew::Impossible);
    }
    assert!(store.receipts(None, 9).await.unwrap().is_empty());
    assert!(!store.settle(claimed[0].lease, Settled::Done { at: at(8) }).await.unwrap());
    let done: Vec<_> =
        list(&store, State::Done).await.iter().map(|done| (done.id, done.ended_at)).collect();
    let mut forgotten = forgotten.map(|id| (id, Some(at(7))));
    forgotten.sort_unstable();
    assert_eq!(done, forgotten, "nobody has them to look at, and they go as others do");
    let depth = store.depth().await.unwrap();
    assert_eq!((depth.waiting, depth.parked, depth.quarantined), (1, 0, 0));
    // What was done before is still known from then on.
    store.forget(forgotten.map(|(id, _)| id).to_vec(), at(9)).await.unwrap();
    assert!(list(&store, State::Done).await.iter().all(|done| done.ended_at == Some(at(7))));
    assert_eq!(claim_one(&store, 1000).await.body, "{\"number\":4}");
}
