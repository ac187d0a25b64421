use std::sync::Arc;

use super::sample::{ALL, at, claim, claim_one, entry, insert, list, opt_out, receipt, unreadable};
use crate::entry::Entry;
use crate::store::{Anew, Engine, Inserted, Kept, Settled, State};

pub(super) async fn quarantined(store: Arc<dyn Engine>) {
    insert(&store, [unreadable(1, 0)]).await;
    assert_eq!(store.insert(unreadable(1, 5)).await.unwrap(), Inserted::Known);
    assert!(claim(&store, 1000).await.is_empty());
    let listed = &list(&store, State::Quarantined).await[0];
    assert_eq!((listed.due, listed.ended_at, listed.attempts), (None, None, 0));
    assert_eq!(listed.problem.as_deref(), Some("no event"));
    assert_eq!(store.show(listed.id).await.unwrap().unwrap().body.unwrap(), "{\"number\":1}");
}

pub(super) async fn read_by_now(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 0), unreadable(2, 0)]).await;
    let id = list(&store, State::Quarantined).await[0].id;
    let read = Entry { receipt: receipt(3, "m-1", 0).receipt, ..opt_out(3, 0) };
    assert_eq!(store.replay(id, Some(read.clone()), at(5)).await.unwrap(), Anew::Waits);

    let first = &claim(&store, 5).await[0];
    assert_eq!((first.lease.id, first.attempt), (id, 1));
    assert_eq!(first.body, "{\"number\":2}");
    assert_eq!(first.received_at, at(0));
    assert_eq!(first.authenticated_by, "secret 1 of 2");
    assert_eq!(store.consents(None, 9).await.unwrap().len(), 1);
    assert_eq!(store.receipts_of("m-1".to_owned()).await.unwrap().len(), 1);
    // From now on it is known by what it was read as.
    assert_eq!(store.insert(read).await.unwrap(), Inserted::Known);
}

pub(super) async fn came_again(store: Arc<dyn Engine>) {
    insert(&store, [unreadable(1, 0), entry(2, 1)]).await;
    let id = list(&store, State::Quarantined).await[0].id;
    assert_eq!(store.replay(id, Some(opt_out(2, 0)), at(5)).await.unwrap(), Anew::Repeat);
    assert_ne!(claim_one(&store, 5).await.lease.id, id);
    let done = &list(&store, State::Done).await[0];
    assert_eq!((done.id, done.ended_at), (id, Some(at(5))));
    assert_eq!(store.insert(unreadable(1, 0)).await.unwrap(), Inserted::Known);
    assert!(store.consents(None, 9).await.unwrap().is_empty(), "nothing new was said");
}

pub(super) async fn anew(store: Arc<dyn Engine>) {
    insert(&store, [entry(1, 0)]).await;
    let claimed = claim_one(&store, 0).await;
    let id = claimed.lease.id;
    assert_eq!(
        store.replay(id, None, at(0)).await.unwrap(),
        Anew::Impossible,
        "it is being worked"
    );
    let outcomes =
        [Settled::Parked { at: at(1), problem: "poison".to_owned() }, Settled::Done { at: at(1) }];
    let mut lease = claimed.lease;
    for (second, outcome) in (100..).step_by(100).zip(outcomes) {
        assert!(store.settle(lease, outcome).await.unwrap());
        assert!(claim(&store, second).await.is_empty());
        // What it is read as is of use in quarantine alone.
        assert_eq!(store.replay(id, Some(opt_out(2, 0)), at(second)).await.unwrap(), Anew::Waits);
        assert_eq!(list(&store, State::Waiting).await[0].due, Some(at(second)));
        let again = claim_one(&store, second).await;
        assert_eq!((again.lease.id, again.attempt), (id, 1));
        let listed = store.show(id).await.unwrap().unwrap().listed;
        assert_eq!((listed.ended_at, listed.problem), (None, None));
        lease = again.lease;
    }
    assert!(store.consents(None, 9).await.unwrap().is_empty());

    assert!(store.settle(lease, Settled::Done { at: at(300) }).await.unwrap());
    store.purge(Kept { bodies_since: at(301), ..ALL }).await.unwrap();
    assert_eq!(
        store.replay(id, None, at(400)).await.unwrap(),
        Anew::Impossible,
        "its body is gone"
    );
    assert_eq!(
        store.replay(id + 1, None, at(400)).await.unwrap(),
        Anew::Impossible,
        "it never was"
    );
}
