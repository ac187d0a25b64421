use std::time::Duration;

use kudosity_webhook_inbox::Event;
use kudosity_webhook_inbox::event::Channel;
use kudosity_webhook_inbox::jiff::{SignedDuration, Timestamp};
use kudosity_webhook_inbox::{EraseError, Failed, State, Stored};
use kudosity_webhook_simulator::provider::Provider;

use super::store::{ANNA, BEN, CLUB, Place, SHOP, Store};

/// Forms in which it may stand in a file.
const FORMS: [&str; 3] = [ANNA, "61 491 570 006", "491-570-006"];

/// Entries in every state that mention Anna, and as many that do not.
async fn filled<P: Place>() -> Store<P> {
    let store = Store::<P>::new().await;
    let mut provider = Provider::seeded(6).with_account_number(SHOP);
    // Those that are worked fail if they are inbound.
    store.deliver(provider.receipt(Channel::Sms, "SENT").id("m-1").person(ANNA).event()).await;
    store.deliver(provider.receipt(Channel::Sms, "SENT").id("m-2").person(BEN).event()).await;
    store.deliver(provider.inbound(Channel::Sms).person(ANNA).text("yes").event()).await;
    let about = provider.inbound(Channel::Sms).person(BEN).text("call Anna: +61 491 570 006");
    store.deliver(about.event()).await;
    store.deliver(provider.inbound(Channel::Sms).person(BEN).text("no").event()).await;
    let workers = store.inbox.work(|stored: Stored| async move {
        match stored.event.inbound() {
            Some(message) => Err(Failed::park(format!("not for {}", message.sender.as_str()))),
            None => Ok(()),
        }
    });
    while store.inbox.depth().await.unwrap().waiting > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    workers.drain(Duration::from_secs(10)).await;
    // These wait.
    store.deliver(provider.opt_out().person("+61 491 570 006").event()).await;
    store.deliver(provider.link_hit().person(BEN).event()).await;
    store.quarantine(r#"{"event_type": "NEWS", "to": "\u002b61 491-570-006"}"#).await;
    store.quarantine(r#"{"event_type": "NEWS", "to": "61491570156"}"#).await;
    store
}

async fn ids<P: Place>(store: &Store<P>, state: State) -> Vec<u64> {
    store.inbox.list(state, 0, 100).await.unwrap().iter().map(|entry| entry.id).collect()
}

pub(crate) async fn who_is_erased_is_nowhere<P: Place>() {
    let store = filled::<P>().await;
    assert!(store.place.holds(ANNA).await && store.place.holds(BEN).await);
    let mut told = 0;
    let erased = store.inbox.erase("+61 491 570 006", |scanned| told = scanned.entries).await;
    let erased = erased.unwrap();
    assert_eq!((erased.scanned, erased.entries, erased.consent), (9, 5, true));
    assert_eq!(told, 9);
    for form in FORMS {
        assert!(!store.place.holds(form).await, "{form}");
    }
    assert!(store.place.holds(BEN).await, "nobody else is erased");

    let list = store.inbox.opt_outs();
    assert!(list.is_opted_out(ANNA).await.unwrap());
    let mut recipients = vec![ANNA, BEN];
    list.retain_allowed(&mut recipients).await.unwrap();
    assert_eq!(recipients, [BEN]);
    let log = store.inbox.delivery_log();
    assert!(log.state("m-1").await.unwrap().is_none());
    assert!(log.state("m-2").await.unwrap().is_some());
}

pub(crate) async fn nothing_comes_back<P: Place>() {
    let store = filled::<P>().await;
    assert_eq!(ids(&store, State::Waiting).await.len(), 2);
    assert_eq!(ids(&store, State::Parked).await.len(), 3);
    assert_eq!(ids(&store, State::Quarantined).await.len(), 2);
    store.inbox.erase(ANNA, |_| {}).await.unwrap();
    assert_eq!(ids(&store, State::Waiting).await.len(), 1);
    // What is dead or in quarantine is done as well, as an entry that says nothing.
    for (state, bare, others) in
        [(State::Done, 5, 1), (State::Parked, 0, 1), (State::Quarantined, 0, 1)]
    {
        let (ids, mut said_nothing) = (ids(&store, state).await, 0);
        for id in &ids {
            let shown = store.inbox.show(*id).await.unwrap().unwrap();
            said_nothing += usize::from(shown.body.is_none() && shown.listed.problem.is_none());
        }
        assert_eq!((said_nothing, ids.len() - said_nothing), (bare, others), "{state:?}");
    }
    // A repeat is known by its fingerprint.
    let mut provider = Provider::seeded(6).with_account_number(SHOP);
    store.deliver(provider.receipt(Channel::Sms, "SENT").id("m-1").person(ANNA).event()).await;
    assert!(!store.place.holds(ANNA).await);
    let again = store.inbox.erase(ANNA, |_| {}).await.unwrap();
    assert_eq!((again.entries, again.consent), (0, false));
}

pub(crate) async fn what_was_and_is_said_counts<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    let mut provider = Provider::seeded(7).with_account_number(SHOP);
    let first = provider.opt_out().person(ANNA).event();
    let opted_in = first.timestamp + SignedDuration::from_hours(1);
    store.deliver(first).await;
    store.inbox.erase(ANNA, |_| {}).await.unwrap();

    // By hand: the number does not come back by it.
    list.opt_in_at(ANNA, opted_in).await.unwrap();
    assert!(!list.is_opted_out(ANNA).await.unwrap());
    assert!(!store.place.holds(ANNA).await);

    // By an event: it is a new one, and is stored as such.
    let later = opted_in + SignedDuration::from_hours(1);
    store.deliver(provider.opt_out().person(ANNA).at(later).event()).await;
    assert!(list.is_opted_out(ANNA).await.unwrap());
    let mut persons = list.persons();
    let page = persons.next_page().await.unwrap().unwrap();
    let known: Vec<_> = page.iter().map(|one| (one.is_erased(), one.is_opted_out())).collect();
    assert_eq!(known, [(true, false), (false, true)]);

    // Once more, and both are one.
    let erased = store.inbox.erase(ANNA, |_| {}).await.unwrap();
    assert_eq!((erased.entries, erased.consent), (1, true));
    assert!(!store.place.holds(ANNA).await && list.is_opted_out(ANNA).await.unwrap());
    list.opt_in_at(ANNA, Timestamp::now()).await.unwrap();
    assert!(!list.is_opted_out(ANNA).await.unwrap());
    assert_eq!(list.persons().next_page().await.unwrap().unwrap().len(), 1);
}

pub(crate) async fn the_list_goes_back_into_its_store<P: Place>() {
    let store = Store::<P>::new().await;
    store.inbox.opt_outs().opt_out(ANNA).await.unwrap();
    store.inbox.erase(ANNA, |_| {}).await.unwrap();
    let mut file = Vec::new();
    assert_eq!(store.inbox.opt_outs().export(&mut file).await.unwrap(), 1);
    assert!(!String::from_utf8_lossy(&file).contains(ANNA));
    assert_eq!(store.inbox.opt_outs().import(&file[..]).await.unwrap().lines, 1);
    assert!(store.inbox.opt_outs().is_opted_out(ANNA).await.unwrap());
    let other = Store::<P>::new().await;
    assert!(other.inbox.opt_outs().import(&file[..]).await.is_err());
}

pub(crate) async fn what_is_no_number_erases_nothing<P: Place>() {
    let store = filled::<P>().await;
    for no_number in ["", "+", "61", "123456", "Shop One", "#1"] {
        let refused = store.inbox.erase(no_number, |_| {}).await;
        assert!(matches!(refused, Err(EraseError::NotANumber)), "{no_number}");
    }
    let refused = store.inbox.erase(SHOP, |_| {}).await;
    assert!(matches!(refused, Err(EraseError::AnAccount)));
    assert_eq!(ids(&store, State::Waiting).await.len(), 2);
    assert!(store.place.holds(ANNA).await);
}

pub(crate) async fn nothing_is_left_in_a_long_list<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    // In no order, so that rows are moved from page to page; an update lengthens them.
    let number = |nth: u64| (447_700_900_000 + nth * 2_654_435_761 % 1_000).to_string();
    for (column, account) in [("opted_out", SHOP), ("opted_out", CLUB), ("opted_in", SHOP)] {
        for some in (0..1_000).collect::<Vec<_>>().chunks(50) {
            let mut file = format!("person,account,{column}\n");
            for nth in some {
                file += &format!("{},{account},2026-03-01T10:15:00Z\n", number(*nth));
            }
            list.import(file.as_bytes()).await.unwrap();
        }
    }
    for nth in (0..1_000).step_by(20) {
        let person = number(nth);
        store.inbox.erase(&person, |_| {}).await.unwrap();
        assert!(!store.place.holds(&person).await, "{person}");
        assert!(list.is_opted_out(&person).await.unwrap());
    }
}

pub(crate) async fn who_reads_keeps_traces<P: Place>() {
    let store = filled::<P>().await;
    let reader = store.place.reader().await;
    let held_up = store.inbox.erase(ANNA, |_| {}).await;
    assert!(matches!(held_up, Err(EraseError::Traces(_))), "{held_up:?}");
    drop(reader);
    let again = store.inbox.erase(ANNA, |_| {}).await.unwrap();
    assert_eq!(again.entries, 0, "everything was removed before");
    assert!(store.inbox.opt_outs().is_opted_out(ANNA).await.unwrap());
    for form in FORMS {
        assert!(!store.place.holds(form).await, "{form}");
    }
}

/// By this SQL the event is done, and its body gone.
pub(crate) async fn a_number_in_a_type_is_erased<P: Place>(purged: &str) {
    let store = Store::<P>::new().await;
    let body = format!(
        r#"{{"event_type":"NEWS_FOR_{ANNA}","timestamp":"2026-02-03T04:05:06Z","x":{{"id":"7"}}}}"#
    );
    store.deliver(Event::from_body(body.into()).unwrap()).await;
    store.place.harm(purged).await;
    assert_eq!(store.inbox.erase(ANNA, |_| {}).await.unwrap().entries, 1);
    assert!(!store.place.holds(ANNA).await);
}

pub(crate) async fn a_long_type_is_cut<P: Place>() {
    let store = Store::<P>::new().await;
    let name = "\u{e9}".repeat(10_000);
    let body = format!(r#"{{"event_type":"{name}","timestamp":"2026-02-03T04:05:06Z"}}"#);
    store.deliver(Event::from_body(body.into()).unwrap()).await;
    let listed = &store.inbox.list(State::Waiting, 0, 9).await.unwrap()[0];
    assert_eq!(listed.event_type.as_deref(), Some(&*"\u{e9}".repeat(64)));
    let shown = store.inbox.show(listed.id).await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&shown.body.unwrap()).contains(&name));
}
