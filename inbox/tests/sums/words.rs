use kudosity_webhook_inbox::Delivery;
use kudosity_webhook_inbox::event::Channel;
use kudosity_webhook_inbox::{Inbox, Replayed, State, StoreError};
use kudosity_webhook_simulator::provider::Provider;

use super::store::{ANNA, BEN, Store};

/// An inbox that an application has opened with these words, and a message from Anna in its quarantine.
async fn opened_with(words: &[&str], text: &str) -> Store {
    let store = Store::new().await;
    let opening = Inbox::sqlite(store.path()).opt_out_words(words.iter().copied()).open();
    opening.await.unwrap();
    let message = Provider::seeded(8).inbound(Channel::Sms).person(ANNA).text(text).event();
    let body = String::from_utf8(Delivery::for_test(message).body.to_vec()).unwrap();
    store.quarantine_as_unread(body).await;
    store
}

async fn replay(inbox: &Inbox) {
    let id = inbox.list(State::Quarantined, 0, 1).await.unwrap()[0].id;
    assert_eq!(inbox.replay(id).await.unwrap(), Replayed::Waiting);
}

#[tokio::test]
async fn who_opens_an_inbox_that_is_there_knows_the_words_of_the_application() {
    for (words, text, opted_out) in [
        (&["STOP", "ARR\u{ca}T", "NE PAS\nD\u{c9}RANGER"][..], "arr\u{ea}t", true),
        (&["NE PAS\nD\u{c9}RANGER"], "ne pas d\u{e9}ranger!", true),
        (&["NE PAS\nD\u{c9}RANGER"], "ne pas", false),
        (&["ARRET"], "STOP", false),
        (&[], "STOP", false),
    ] {
        let store = opened_with(words, text).await;
        // What it sets itself is of no account.
        let tool =
            Inbox::sqlite(store.path()).opt_out_words(["ne pas"]).open_existing().await.unwrap();
        replay(&tool).await;
        let told = tool.opt_outs().is_opted_out(ANNA).await.unwrap();
        assert_eq!(told, opted_out, "{words:?} {text}");
    }
}

#[tokio::test]
async fn the_words_are_those_of_who_opened_it_last_and_no_tools() {
    let store = opened_with(&["STOP"], "ARRET").await;
    let tool = async || Inbox::sqlite(store.path()).open_existing().await.unwrap();
    Inbox::sqlite(store.path()).opt_out_words(["ARRET"]).open().await.unwrap();
    tool().await;
    replay(&tool().await).await;
    let list = store.inbox.opt_outs();
    assert!(list.is_opted_out(ANNA).await.unwrap());
    assert!(!list.is_opted_out(BEN).await.unwrap());
}

#[tokio::test]
async fn an_inbox_whose_words_are_not_known_is_not_opened() {
    let store = opened_with(&["ARRET"], "ARRET").await;
    store.harm("DELETE FROM opt_out_words");
    let refused = Inbox::sqlite(store.path()).open_existing().await;
    assert!(matches!(refused, Err(StoreError::NotThere)), "{refused:?}");
}
