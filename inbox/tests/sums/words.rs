use kudosity_webhook_inbox::Delivery;
use kudosity_webhook_inbox::event::Channel;
use kudosity_webhook_inbox::{Inbox, Replayed, State, StoreError};
use kudosity_webhook_simulator::provider::Provider;

use super::store::{ANNA, BEN, Place, Store};

/// An inbox that an application has opened with these words, and a message from Anna in its quarantine.
async fn opened_with<P: Place>(words: &[&str], text: &str) -> Store<P> {
    let store = Store::<P>::new().await;
    let opening = store.place.inbox().opt_out_words(words.iter().copied()).open();
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

pub(crate) async fn a_tool_knows_the_words<P: Place>() {
    for (words, text, opted_out) in [
        (&["STOP", "ARR\u{ca}T", "NE PAS\nD\u{c9}RANGER"][..], "arr\u{ea}t", true),
        (&["NE PAS\nD\u{c9}RANGER"], "ne pas d\u{e9}ranger!", true),
        (&["NE PAS\nD\u{c9}RANGER"], "ne pas", false),
        (&["ARRET"], "STOP", false),
        (&[], "STOP", false),
    ] {
        let store = opened_with::<P>(words, text).await;
        // What it sets itself is of no account.
        let tool = store.place.inbox().opt_out_words(["ne pas"]).open_existing().await.unwrap();
        replay(&tool).await;
        let told = tool.opt_outs().is_opted_out(ANNA).await.unwrap();
        assert_eq!(told, opted_out, "{words:?} {text}");
    }
}

pub(crate) async fn the_last_words_count<P: Place>() {
    let store = opened_with::<P>(&["STOP"], "ARRET").await;
    let tool = async || store.place.inbox().open_existing().await.unwrap();
    store.place.inbox().opt_out_words(["ARRET"]).open().await.unwrap();
    tool().await;
    replay(&tool().await).await;
    let list = store.inbox.opt_outs();
    assert!(list.is_opted_out(ANNA).await.unwrap());
    assert!(!list.is_opted_out(BEN).await.unwrap());
}

/// By this SQL.
pub(crate) async fn without_words_it_is_not_opened<P: Place>(unknown: &str) {
    let store = opened_with::<P>(&["ARRET"], "ARRET").await;
    store.place.harm(unknown).await;
    let refused = store.place.inbox().open_existing().await;
    assert!(matches!(refused, Err(StoreError::NotThere)), "{refused:?}");
}
