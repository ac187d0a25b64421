use std::sync::Arc;

use bytes::Bytes;
use kudosity_webhook::event::Receipt;
use tokio::task::JoinSet;

use super::sample::{at, claim_one, entry, insert, opt_out, pair, receipt};
use crate::entry::{Entry, OptedOut};
use crate::store::{Engine, Inserted, Settled};

pub(super) async fn a_repeat_changes_nothing(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 0)]).await;
    let other = Entry {
        body: Bytes::from_static(b"other"),
        receipt: receipt(1, "m-1", 5).receipt,
        ..opt_out(1, 5)
    };
    assert_eq!(store.insert(other).await.unwrap(), Inserted::Known);

    assert_eq!(claim_one(&store, 9).await.body, "{\"number\":1}");
    assert!(store.consents(None, 9).await.unwrap().is_empty());
    assert!(store.receipts(None, 9).await.unwrap().is_empty());
}

pub(super) async fn half_are_repeats(store: Arc<dyn Engine>) {
    let mut inserts = JoinSet::new();
    for number in 0..5000 {
        let store = Arc::clone(&store);
        inserts.spawn(async move {
            // Where too much waits, it is refused, and brought again.
            loop {
                match store.insert(entry(number / 2, 0)).await {
                    Ok(inserted) => return inserted,
                    Err(_) => tokio::task::yield_now().await,
                }
            }
        });
    }
    let inserted = inserts.join_all().await;
    assert_eq!(inserted.iter().filter(|inserted| **inserted == Inserted::New).count(), 2500);
    assert_eq!(store.depth().await.unwrap().waiting, 2500);
}

pub(super) async fn any_text_is_stored(store: Arc<dyn Engine>) {
    let noise: String = (0..40_000).filter_map(|n| char::from_u32(n * 7919 % 0xD800)).collect();
    for (number, text) in (1..).zip(["", "\0", "a\0b", "a\0c", "\u{10FFFF}", "'; --", &noise]) {
        let owned = || Some(text.to_owned());
        let opted_out = OptedOut { between: pair(text, text), at: at(0) };
        let stored = Receipt::new(text, text, at(0));
        let strange = Entry {
            body: Bytes::copy_from_slice(text.as_bytes()),
            event_type: owned(),
            traceparent: owned(),
            opt_out: Some(opted_out),
            receipt: Some(stored.clone()),
            ..entry(number, 0)
        };
        insert(&store, [strange]).await;

        let claimed = claim_one(&store, 0).await;
        assert_eq!(claimed.body, text);
        assert_eq!(claimed.traceparent, owned());
        let parked = Settled::Parked { at: at(0), problem: text.to_owned() };
        assert!(store.settle(claimed.lease, parked).await.unwrap());
        let shown = store.show(claimed.lease.id).await.unwrap().unwrap();
        assert_eq!(shown.listed.problem, owned());
        assert_eq!(shown.listed.event_type, owned());
        let consents = store.consents_of(vec![text.to_owned()]).await.unwrap();
        assert_eq!(consents.len(), 1);
        assert!(consents[0].between == pair(text, text));
        assert_eq!(store.receipts_of(text.to_owned()).await.unwrap(), [stored]);
    }
    assert_eq!(store.consents(None, 100).await.unwrap().len(), 7);
    assert_eq!(store.receipts(None, 100).await.unwrap().len(), 7);
}
