use std::sync::Arc;

use super::sample::{at, claim, claim_one, entry, insert, list};
use crate::store::{Engine, Settled, State};

pub(super) async fn done(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 0)]).await;
    let claimed = claim_one(&store, 0).await;
    assert!(store.settle(claimed.lease, Settled::Done { at: at(3) }).await.unwrap());
    assert!(claim(&store, 1000).await.is_empty());
    let done = &list(&store, State::Done).await[0];
    assert_eq!((done.due, done.ended_at, done.attempts), (None, Some(at(3)), 1));
    assert!(store.show(done.id).await.unwrap().unwrap().body.is_some());
}

pub(super) async fn retried(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 0)]).await;
    for (attempt, second) in [(1, 0), (2, 60), (3, 120)] {
        let claimed = claim_one(&store, second).await;
        assert_eq!(claimed.attempt, attempt);
        let retry = Settled::Retry { due: at(second + 60), problem: "no answer".to_owned() };
        assert!(store.settle(claimed.lease, retry.clone()).await.unwrap());
        assert!(!store.settle(claimed.lease, retry).await.unwrap());
        assert!(claim(&store, second + 59).await.is_empty());
    }
    let waiting = &list(&store, State::Waiting).await[0];
    assert_eq!((waiting.due, waiting.attempts), (Some(at(180)), 3));
    assert_eq!(waiting.problem.as_deref(), Some("no answer"));
}

pub(super) async fn parked(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 0)]).await;
    let claimed = claim_one(&store, 0).await;
    let outcome = Settled::Parked { at: at(3), problem: "poison".to_owned() };
    assert!(store.settle(claimed.lease, outcome).await.unwrap());
    assert!(claim(&store, 1000).await.is_empty());
    let parked = &list(&store, State::Parked).await[0];
    assert_eq!((parked.due, parked.ended_at, parked.attempts), (None, Some(at(3)), 1));
    assert_eq!(parked.problem.as_deref(), Some("poison"));
}

pub(super) async fn released(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 0)]).await;
    for second in 0..3 {
        let claimed = claim_one(&store, second).await;
        assert_eq!(claimed.attempt, 1);
        let released = Settled::Released { due: at(second + 1), unended: false };
        assert!(store.settle(claimed.lease, released).await.unwrap());
    }
}
