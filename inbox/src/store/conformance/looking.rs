use std::sync::Arc;

use kudosity_webhook::event::{MessageStatus, Receipt};

use super::sample::{
    ALL, at, claim, entry, insert, large, list, opt_out, pair, receipt, unreadable,
};
use crate::entry::Entry;
use crate::store::{Consent, Depth, Engine, Kept, Settled, State};

pub(super) async fn receipts(store: Arc<dyn Engine>) {
    let delivered = Receipt::new("m-2", MessageStatus::Delivered, at(4));
    let more = Entry { receipt: Some(delivered.clone()), ..entry(4, 4) };
    insert(&store, [receipt(1, "m-2", 2), receipt(2, "m-1", 1), receipt(3, "m-2", 2), more]).await;
    insert(&store, [receipt(5, "m-3", 5), entry(6, 6)]).await;

    let sent = |id: &str, second| Receipt::new(id, MessageStatus::Sent, at(second));
    let of = |id: &str| store.receipts_of(id.to_owned());
    assert_eq!(of("m-2").await.unwrap(), [sent("m-2", 2), delivered.clone()]);
    assert!(of("m").await.unwrap().is_empty());
    let behind = |id: Option<&str>, limit| store.receipts(id.map(str::to_owned), limit);
    let two = [sent("m-1", 1), sent("m-2", 2), delivered];
    assert_eq!(behind(None, 2).await.unwrap(), two);
    assert_eq!(behind(Some("m-2"), 2).await.unwrap(), [sent("m-3", 5)]);
    assert!(behind(Some("m-3"), 2).await.unwrap().is_empty());
}

pub(super) async fn pages(store: Arc<dyn Engine>) {
    insert(&store, (0..25).map(|number| entry(number, i64::from(25 - number)))).await;
    insert(&store, [unreadable(25, 0)]).await;
    let (mut after, mut ids) = (0, Vec::new());
    for expected in [10, 10, 5, 0] {
        let page = store.list(State::Waiting, after, 10).await.unwrap();
        assert_eq!(page.len(), expected);
        ids.extend(page.iter().map(|listed| listed.id));
        after = ids[ids.len() - 1];
    }
    assert!(ids.is_sorted());
    assert!(store.list(State::Waiting, u64::MAX, usize::MAX).await.unwrap().is_empty());
    let scanned = store.scan(ids[23], 100).await.unwrap();
    let states: Vec<_> = scanned.iter().map(|shown| shown.listed.state).collect();
    assert_eq!(states, [State::Waiting, State::Quarantined]);
    assert!(scanned.iter().all(|shown| shown.body.is_some()));
    assert_eq!(store.scan(0, 7).await.unwrap().len(), 7);
    assert!(store.show(u64::MAX).await.unwrap().is_none());
    assert!(store.show(0).await.unwrap().is_none());

    let pairs = ["a", "b", "c"].map(|person| ["", "1", "2"].map(|account| pair(person, account)));
    let pairs = pairs.as_flattened();
    let of = |between| Consent { between, opted_out: Some(at(0)), opted_in: None };
    store.consent(pairs.iter().rev().cloned().map(of).collect()).await.unwrap();
    let (mut after, mut read) = (None, Vec::new());
    for expected in [4, 4, 1, 0] {
        let page = store.consents(after, 4).await.unwrap();
        assert_eq!(page.len(), expected);
        read.extend(page.into_iter().map(|consent| consent.between));
        after = read.last().cloned();
    }
    assert!(read == pairs);
}

pub(super) async fn bounded(store: Arc<dyn Engine>) {
    insert(&store, [large(1, 0), entry(2, 0), large(3, 0), large(4, 0)]).await;
    let mut after = 0;
    for expected in [&[1][..], &[2, 3], &[4], &[]] {
        let page = store.scan(after, 100).await.unwrap();
        let ids: Vec<u64> = page.iter().map(|shown| shown.listed.id).collect();
        assert_eq!(ids, expected);
        after = ids.last().copied().unwrap_or(after);
    }
}

pub(super) async fn scanned_beside_a_purge(store: Arc<dyn Engine>) {
    insert(&store, (0..7).map(|number| entry(number, 0))).await;
    let claimed = claim(&store, 0).await;
    let first = store.scan(0, 2).await.unwrap();
    for claimed in &claimed[..5] {
        assert!(store.settle(claimed.lease, Settled::Done { at: at(1) }).await.unwrap());
    }
    assert_eq!(store.purge(Kept { fingerprints_since: at(2), ..ALL }).await.unwrap(), 5);
    let behind = store.scan(first[1].listed.id, 2).await.unwrap();
    let ids: Vec<u64> = behind.iter().map(|shown| shown.listed.id).collect();
    assert_eq!(ids, [claimed[5].lease.id, claimed[6].lease.id]);
    assert!(store.scan(ids[1], 2).await.unwrap().is_empty());
}

pub(super) async fn depth_and_key(store: Arc<dyn Engine>) {
    assert_eq!(store.depth().await.unwrap(), Depth::default());
    insert(&store, [entry(1, 3), entry(2, 4), opt_out(3, 5), opt_out(4, 6), unreadable(5, 0)])
        .await;
    let claimed = claim(&store, 9).await;
    let parked = Settled::Parked { at: at(9), problem: "poison".to_owned() };
    assert!(store.settle(claimed[0].lease, parked).await.unwrap());
    assert!(store.settle(claimed[2].lease, Settled::Done { at: at(9) }).await.unwrap());
    let expected =
        Depth { waiting: 2, waiting_opt_outs: 1, oldest: Some(at(4)), parked: 1, quarantined: 1 };
    assert_eq!(store.depth().await.unwrap(), expected);
    assert_eq!(list(&store, State::Waiting).await.len(), 2);

    let key = store.erasure_key().await.unwrap();
    assert_ne!(key, [0; 32]);
    assert_eq!(store.erasure_key().await.unwrap(), key);
}
