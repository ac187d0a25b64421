use kudosity_webhook_inbox::event::{Channel, Receipt};
use kudosity_webhook_inbox::jiff::{SignedDuration, Timestamp};
use kudosity_webhook_inbox::{Delivery, Inbox, Sink};
use kudosity_webhook_simulator::provider::Provider;
use tokio::task::JoinSet;

use super::store::{Place, Store};

const WORDS: [&str; 4] = ["SENT", "SOFT_BOUNCE", "DELIVERED", "READ"];

fn at(second: usize) -> Timestamp {
    Timestamp::constant(1_772_409_600, 0) + SignedDuration::from_secs(second as i64)
}

async fn tell(inbox: &Inbox, id: &str, words: &[usize]) {
    let mut provider = Provider::seeded(5);
    for nth in words {
        let receipt = provider.receipt(Channel::Sms, WORDS[*nth]).id(id).at(at(*nth));
        inbox.deliver(Delivery::for_test(receipt.event())).await.unwrap();
    }
}

pub(crate) async fn neither_order_nor_repeats_count<P: Place>() {
    let store = Store::<P>::new().await;
    let log = store.inbox.delivery_log();
    for (id, words) in
        [("m-1", &[0, 1, 2, 3][..]), ("m-2", &[3, 2, 1, 0]), ("m-3", &[2, 0, 3, 0, 2, 1, 3])]
    {
        tell(&store.inbox, id, words).await;
        let state = log.state(id).await.unwrap().unwrap();
        assert_eq!(state, Receipt::new(id, "READ", at(3)));
        let history = log.history(id).await.unwrap();
        let words: Vec<_> = history.iter().map(|receipt| receipt.status.as_str()).collect();
        assert_eq!(words, WORDS);
    }
}

pub(crate) async fn of_others_nothing_is_known<P: Place>() {
    let store = Store::<P>::new().await;
    tell(&store.inbox, "m-1", &[0]).await;
    let log = store.inbox.delivery_log();
    assert_eq!(log.state("m-2").await.unwrap(), None);
    assert!(log.history("M-1").await.unwrap().is_empty());
}

pub(crate) async fn all_states_have_pages<P: Place>() {
    let store = Store::<P>::new().await;
    let mut telling = JoinSet::new();
    for first in 0..16 {
        let inbox = store.inbox.clone();
        telling.spawn(async move {
            for nth in (first..1_100).step_by(16) {
                tell(&inbox, &format!("m-{nth:04}"), &[1, nth % 4]).await;
            }
        });
    }
    telling.join_all().await;
    let mut states = store.inbox.delivery_log().states();
    let mut all = Vec::new();
    while let Some(page) = states.next_page().await.unwrap() {
        all.extend(page);
    }
    assert_eq!(all.len(), 1_100);
    for (nth, state) in all.iter().enumerate() {
        assert_eq!(state.id, format!("m-{nth:04}").as_str());
        assert_eq!(state.status.as_str(), WORDS[(nth % 4).max(1)]);
    }
    assert!(states.next_page().await.unwrap().is_none());
}

/// By this SQL.
pub(crate) async fn a_failure_says_nothing<P: Place>(fails: &str) {
    let store = Store::<P>::new().await;
    tell(&store.inbox, "m-1", &[0]).await;
    store.place.harm(fails).await;
    let log = store.inbox.delivery_log();
    assert!(log.state("m-1").await.is_err() && log.history("m-1").await.is_err());
    assert!(log.states().next_page().await.is_err());
}
