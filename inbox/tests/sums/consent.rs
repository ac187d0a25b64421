use kudosity_webhook_inbox::event::{Address, Channel};
use kudosity_webhook_inbox::jiff::{SignedDuration, Timestamp};
use kudosity_webhook_inbox::{ConsentError, OptOuts};
use kudosity_webhook_simulator::provider::Provider;

use super::store::{ANNA, BEN, CARA, CLUB, Place, SHOP, Store};

pub(crate) async fn what_is_acknowledged_is_in_the_list<P: Place>() {
    let store = Store::<P>::new().await;
    let mut provider = Provider::seeded(1);
    store.deliver(provider.opt_out().person("+61 491 570 006").event()).await;
    store.deliver(provider.inbound(Channel::Sms).person(BEN).text(" Stop.\n").event()).await;
    store
        .deliver(provider.inbound(Channel::Sms).person(CARA).text("stop by at nine").event())
        .await;

    let list = store.inbox.opt_outs();
    for (number, opted_out) in [
        (ANNA, true),
        ("+61491570006", true),
        ("(61) 491-570.006", true),
        (BEN, true),
        (CARA, false),
    ] {
        assert_eq!(list.is_opted_out(number).await.unwrap(), opted_out, "{number}");
    }
}

/// Lines of a file, cells of a spreadsheet and what a contact list copies.
const ANNA_AS_GIVEN: [&str; 11] = [
    "61491570006\r",
    "\t61491570006\n",
    "+61\u{a0}491\u{a0}570\u{a0}006",
    "\u{202a}+61491570006\u{202c}",
    "+61 491–570–006",
    "61/491/570/006",
    "tel:+61491570006",
    "'61491570006",
    "+61 (0) 491 570 006",
    "+61 0491 570 006",
    "６１４９１５７０００６",
];

pub(crate) async fn a_number_as_it_is_written_is_the_persons<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    let mut provider = Provider::seeded(5);
    for given in ANNA_AS_GIVEN {
        let opt_out = provider.opt_out().person(given).at(Timestamp::now());
        store.deliver(opt_out.event()).await;
        opts_in_again(&list, given).await;
        list.opt_out(given).await.unwrap();
        opts_in_again(&list, given).await;
        let file = format!("person,opted_out\n\"{given}\",{}\n", Timestamp::now());
        list.import(file.as_bytes()).await.unwrap();
        opts_in_again(&list, given).await;
    }
}

/// Anna, who is opted out until then.
async fn opts_in_again(list: &OptOuts, given: &str) {
    for asked in [given, ANNA] {
        assert!(list.is_opted_out(asked).await.unwrap(), "{given:?}");
        let mut recipients = vec![asked, BEN];
        assert_eq!(list.retain_allowed(&mut recipients).await.unwrap(), 1);
        assert_eq!(recipients, [BEN]);
    }
    list.opt_in(given).await.unwrap();
    assert!(!list.is_opted_out(ANNA).await.unwrap(), "{given:?}");
}

pub(crate) async fn what_is_no_number_is_nobody<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    for given in ["", " ", "0491570006", "0061491570006", "61491570006 ext 1", "Shop One", "12345"]
    {
        let asked = list.is_opted_out(given).await;
        assert!(matches!(asked, Err(ConsentError::NotANumber)), "{given:?}");
        assert!(matches!(list.opt_in(given).await, Err(ConsentError::NotANumber)), "{given:?}");
        let mut recipients = vec![given, BEN];
        assert_eq!(list.retain_allowed(&mut recipients).await.unwrap(), 1, "{given:?}");
        assert_eq!(recipients, [BEN]);
    }
}

pub(crate) async fn lines_are_persons<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    list.opt_out(ANNA).await.unwrap();
    let file = format!("{ANNA}\r\n{BEN}\r\n\r\n");
    let mut recipients: Vec<&str> = file.split('\n').collect();
    assert_eq!(list.retain_allowed(&mut recipients).await.unwrap(), 3);
    assert_eq!(recipients, [format!("{BEN}\r")]);
}

pub(crate) async fn neither_order_nor_repeats_count<P: Place>() {
    let mut provider = Provider::seeded(2);
    let early = provider.opt_out().person(ANNA).event();
    let opted_in = early.timestamp + SignedDuration::from_hours(1);
    let late = provider.opt_out().person(ANNA).at(opted_in + SignedDuration::from_hours(1)).event();
    for (events, opted_out) in [
        (vec![&early, &early], false),
        (vec![&early, &late], true),
        (vec![&late, &early, &late], true),
    ] {
        let store = Store::<P>::new().await;
        store.inbox.opt_outs().opt_in_at(ANNA, opted_in).await.unwrap();
        for event in events {
            store.deliver(event.clone()).await;
        }
        assert_eq!(store.inbox.opt_outs().is_opted_out(ANNA).await.unwrap(), opted_out);
    }
}

pub(crate) async fn a_tie_is_an_opt_out<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    let at: Timestamp = "2026-03-02T01:12:00.123456789Z".parse().unwrap();
    list.opt_out_at(ANNA, at).await.unwrap();
    list.opt_in_at(ANNA, at).await.unwrap();
    assert!(list.is_opted_out(ANNA).await.unwrap());
    list.opt_in_at(ANNA, at + SignedDuration::from_nanos(1)).await.unwrap();
    assert!(!list.is_opted_out(ANNA).await.unwrap());
}

pub(crate) async fn accounts_are_apart<P: Place>() {
    let store = Store::<P>::new().await;
    let opt_out = Provider::seeded(3).opt_out().person(ANNA).account_number("+61491570158");
    store.deliver(opt_out.event()).await;
    let list = store.inbox.opt_outs();
    assert!(list.is_opted_out(ANNA).await.unwrap());
    assert!(list.towards(SHOP).is_opted_out(ANNA).await.unwrap());
    assert!(!list.towards(CLUB).is_opted_out(ANNA).await.unwrap());
    assert!(list.towards(SHOP).towards("").is_opted_out(ANNA).await.unwrap());

    // By hand, the account is the one that is asked about.
    list.towards(CLUB).opt_out(BEN).await.unwrap();
    list.opt_out(CARA).await.unwrap();
    list.towards(SHOP).opt_in(CARA).await.unwrap();
    let mut recipients = vec![ANNA, BEN, CARA];
    list.towards(SHOP).retain_allowed(&mut recipients).await.unwrap();
    assert_eq!(recipients, [BEN, CARA]);
    let mut recipients = vec![ANNA, BEN, CARA];
    list.towards(CLUB).retain_allowed(&mut recipients).await.unwrap();
    assert_eq!(recipients, [ANNA]);
    let mut recipients = vec![ANNA, BEN, CARA];
    assert_eq!(list.retain_allowed(&mut recipients).await.unwrap(), 3);
}

pub(crate) async fn an_account_without_its_code_allows_nobody<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    list.towards("61491570158").opt_out(ANNA).await.unwrap();
    for account in ["0491 570 158", "0061491570158", "", " "] {
        let towards = list.towards(account);
        assert!(towards.is_opted_out(ANNA).await.unwrap(), "{account:?}");
        let mut recipients = vec![ANNA, BEN];
        towards.retain_allowed(&mut recipients).await.unwrap();
        assert_eq!(recipients, [BEN], "{account:?}");
        assert!(list.person(ANNA).await.unwrap().is_opted_out_of(account), "{account:?}");
    }
    let by_hand = list.towards("0491 570 158");
    let refused = [by_hand.opt_in(ANNA).await, by_hand.opt_out(BEN).await];
    assert!(refused.iter().all(|it| matches!(it, Err(ConsentError::NotAnAccount))), "{refused:?}");

    let line =
        |account| format!("person,account,opted_out\n{BEN},{account},2026-03-01T10:15:00Z\n");
    let refused = list.import(line("0491570158").as_bytes()).await.unwrap_err();
    assert!(refused.to_string().starts_with("line 2: the account is no number"), "{refused}");
    list.import(line("?0491570158").as_bytes()).await.unwrap();
    let mut exported = Vec::new();
    list.export(&mut exported).await.unwrap();
    list.import(&*exported).await.unwrap();
    assert!(list.is_opted_out(BEN).await.unwrap());
}

pub(crate) async fn order_and_repeats_are_kept<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    list.opt_out(BEN).await.unwrap();
    let mut recipients: Vec<(u32, Address)> = (0..5_000)
        .map(|nth| (nth, if nth % 2 == 0 { ANNA.into() } else { "+61 491 570 156".into() }))
        .collect();
    let removed = list.retain_allowed_by(&mut recipients, |(_, number)| number).await.unwrap();
    assert_eq!(removed, 2_500);
    assert!(recipients.iter().map(|(nth, _)| *nth).eq((0..5_000).step_by(2)));
}

pub(crate) async fn a_failure_allows_nobody<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    list.opt_out(BEN).await.unwrap();
    store.place.harm("DROP TABLE consent").await;
    assert!(list.is_opted_out(ANNA).await.is_err());
    let mut recipients = vec![ANNA, BEN];
    assert!(list.retain_allowed(&mut recipients).await.is_err());
    assert!(recipients.is_empty(), "an error that is overlooked must not become a message");
    assert!(list.opt_out(ANNA).await.is_err());
    assert!(list.export(Vec::new()).await.is_err());
}

/// By this SQL.
pub(crate) async fn a_lost_key_allows_nobody<P: Place>(gone: &str) {
    let store = Store::<P>::new().await;
    store.place.harm(gone).await;
    assert!(store.inbox.opt_outs().is_opted_out(ANNA).await.is_err());
}

pub(crate) async fn tomorrow_is_refused<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    list.opt_out(ANNA).await.unwrap();
    let tomorrow = Timestamp::now() + SignedDuration::from_hours(24);
    assert!(matches!(list.opt_in_at(ANNA, tomorrow).await, Err(ConsentError::InFuture)));
    assert!(matches!(list.opt_in(" ").await, Err(ConsentError::NotANumber)));
    assert!(list.is_opted_out(ANNA).await.unwrap());
    // It would hold longer, and that is safe.
    list.opt_out_at(BEN, tomorrow).await.unwrap();
    assert!(list.is_opted_out(BEN).await.unwrap());
}

pub(crate) async fn a_purge_forgets_no_opt_out<P: Place>() {
    let store = Store::<P>::new().await;
    store.deliver(Provider::seeded(4).opt_out().person(ANNA).event()).await;
    store.place.harm("UPDATE entry SET state = 1, due = NULL, ended_at = 0").await;
    assert_ne!(store.inbox.purge().await.unwrap(), 0);
    assert!(store.inbox.opt_outs().is_opted_out(ANNA).await.unwrap());
}
