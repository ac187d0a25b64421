use kudosity_webhook_inbox::event::{Channel, Receipt};
use kudosity_webhook_inbox::jiff::{SignedDuration, Timestamp};
use kudosity_webhook_simulator::provider::Provider;

use super::store::Store;

const WORDS: [&str; 4] = ["SENT", "SOFT_BOUNCE", "DELIVERED", "READ"];

fn at(second: usize) -> Timestamp {
    Timestamp::constant(1_772_409_600, 0) + SignedDuration::from_secs(second as i64)
}

async fn told(store: &Store, id: &str, words: impl IntoIterator<Item = usize>) {
    let mut provider = Provider::seeded(5);
    for nth in words {
        let receipt = provider.receipt(Channel::Sms, WORDS[nth]).id(id).at(at(nth));
        store.deliver(receipt.event()).await;
    }
}

#[tokio::test]
async fn every_order_with_any_repeats_ends_with_the_same_state_and_history() {
    for words in [&[0, 1, 2, 3][..], &[3, 2, 1, 0], &[2, 0, 3, 0, 2, 1, 3]] {
        let store = Store::new().await;
        told(&store, "m-1", words.iter().copied()).await;
        let log = store.inbox.delivery_log();
        let state = log.state("m-1").await.unwrap().unwrap();
        assert_eq!(state, Receipt::new("m-1", "READ", at(3)));
        let history = log.history("m-1").await.unwrap();
        let words: Vec<_> = history.iter().map(|receipt| receipt.status.as_str()).collect();
        assert_eq!(words, WORDS);
    }
}

#[tokio::test]
async fn of_a_message_that_nothing_was_told_of_nothing_is_known() {
    let store = Store::new().await;
    told(&store, "m-1", [0]).await;
    let log = store.inbox.delivery_log();
    assert_eq!(log.state("m-2").await.unwrap(), None);
    assert!(log.history("M-1").await.unwrap().is_empty());
}

#[tokio::test]
async fn the_states_of_all_messages_come_page_by_page() {
    let store = Store::new().await;
    for nth in 0..1_100 {
        told(&store, &format!("m-{nth:04}"), [1, nth % 4]).await;
    }
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

#[tokio::test]
async fn where_the_store_fails_nothing_is_said() {
    let store = Store::new().await;
    told(&store, "m-1", [0]).await;
    store.harm("ALTER TABLE entry RENAME COLUMN message_at TO gone");
    let log = store.inbox.delivery_log();
    assert!(log.state("m-1").await.is_err() && log.history("m-1").await.is_err());
    assert!(log.states().next_page().await.is_err());
}
