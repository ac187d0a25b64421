use std::sync::Arc;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use kudosity_webhook::event::{MessageStatus, Receipt};

use crate::entry::{Entry, Lane, OptedOut, Pair};
use crate::store::{Claim, Claimed, Engine, Inserted, Kept, Listed, State, Unended};

/// A moment, so many seconds after the first.
pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_360_100 + second).unwrap()
}

/// An event, received then; the same for the same number.
pub(super) fn entry(number: u16, second: i64) -> Entry {
    let mut fingerprint = [0; 16];
    fingerprint[..2].copy_from_slice(&number.to_le_bytes());
    Entry {
        fingerprint,
        lane: Lane::Others,
        event_type: Some("SMS_INBOUND".to_owned()),
        received_at: at(second),
        body: Bytes::from(format!("{{\"number\":{number}}}")),
        authenticated_by: "secret 1 of 2".to_owned(),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        problem: None,
        opt_out: None,
        receipt: None,
    }
}

/// An event that is as much as one transaction carries, received then.
pub(super) fn large(number: u16, second: i64) -> Entry {
    Entry { body: Bytes::from(vec![b' '; 9 << 20]), ..entry(number, second) }
}

/// A withdrawal of consent, received then.
pub(super) fn opt_out(number: u16, second: i64) -> Entry {
    let opted_out = OptedOut { between: pair("61491570006", "61491570156"), at: at(second) };
    Entry { lane: Lane::OptOuts, opt_out: Some(opted_out), ..entry(number, second) }
}

/// A receipt, received then.
pub(super) fn receipt(number: u16, id: &str, second: i64) -> Entry {
    Entry {
        receipt: Some(Receipt::new(id, MessageStatus::Sent, at(second))),
        ..entry(number, second)
    }
}

/// A body that is no event, received then.
pub(super) fn unreadable(number: u16, second: i64) -> Entry {
    Entry { event_type: None, problem: Some("no event".to_owned()), ..entry(number, second) }
}

pub(super) fn pair(person: &str, account: &str) -> Pair {
    Pair { person: person.to_owned(), account: account.to_owned() }
}

/// Stores what is new.
pub(super) async fn insert(store: &Arc<dyn Engine>, entries: impl IntoIterator<Item = Entry>) {
    for entry in entries {
        assert_eq!(store.insert(entry).await.unwrap(), Inserted::New);
    }
}

/// Claims what is due then, for ten seconds; what came to no end, alone.
pub(super) async fn claim(store: &Arc<dyn Engine>, second: i64) -> Vec<Claimed> {
    store.claim(wanted(second)).await.unwrap()
}

/// Asks for what is due then.
pub(super) fn wanted(second: i64) -> Claim {
    let lease = SignedDuration::from_secs(10);
    Claim { opt_outs_only: false, limit: 100, now: at(second), lease, unended: Unended::Alone }
}

/// The one that is due then.
pub(super) async fn claim_one(store: &Arc<dyn Engine>, second: i64) -> Claimed {
    let mut claimed = claim(store, second).await;
    assert_eq!(claimed.len(), 1);
    claimed.remove(0)
}

pub(super) async fn list(store: &Arc<dyn Engine>, state: State) -> Vec<Listed> {
    store.list(state, 0, 100).await.unwrap()
}

/// Keeps everything, but what a case says.
pub(super) const ALL: Kept = Kept {
    bodies_since: Timestamp::MIN,
    fingerprints_since: Timestamp::MIN,
    problems_since: None,
    limit: 100,
};
