use kudosity_webhook_inbox::ConsentError;
use kudosity_webhook_inbox::event::{Address, Channel};
use kudosity_webhook_inbox::jiff::{SignedDuration, Timestamp};
use kudosity_webhook_simulator::provider::Provider;

use super::store::{ANNA, BEN, CARA, CLUB, SHOP, Store};

#[tokio::test]
async fn an_acknowledged_opt_out_is_in_the_list_at_once_whatever_the_form_of_the_number() {
    let store = Store::new().await;
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

#[tokio::test]
async fn a_number_as_files_and_programs_write_it_is_the_persons() {
    for given in ANNA_AS_GIVEN {
        let by_event = Store::new().await;
        by_event.deliver(Provider::seeded(5).opt_out().person(given).event()).await;
        let by_hand = Store::new().await;
        by_hand.inbox.opt_outs().opt_out(given).await.unwrap();
        let by_import = Store::new().await;
        let file = format!("person,opted_out\n\"{given}\",2026-03-01T10:15:00Z\n");
        by_import.inbox.opt_outs().import(file.as_bytes()).await.unwrap();
        for store in [by_event, by_hand, by_import] {
            let list = store.inbox.opt_outs();
            for asked in [given, ANNA] {
                assert!(list.is_opted_out(asked).await.unwrap(), "{asked:?}");
                let mut recipients = vec![asked, BEN];
                assert_eq!(list.retain_allowed(&mut recipients).await.unwrap(), 1);
                assert_eq!(recipients, [BEN]);
            }
            list.opt_in(given).await.unwrap();
            assert!(!list.is_opted_out(ANNA).await.unwrap(), "{given:?}");
        }
    }
}

#[tokio::test]
async fn what_is_no_international_number_is_nobody_who_may_be_written_to() {
    let store = Store::new().await;
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

#[tokio::test]
async fn the_lines_of_a_file_of_another_system_are_persons() {
    let store = Store::new().await;
    let list = store.inbox.opt_outs();
    list.opt_out(ANNA).await.unwrap();
    let file = format!("{ANNA}\r\n{BEN}\r\n\r\n");
    let mut recipients: Vec<&str> = file.split('\n').collect();
    assert_eq!(list.retain_allowed(&mut recipients).await.unwrap(), 3);
    assert_eq!(recipients, [format!("{BEN}\r")]);
}

#[tokio::test]
async fn neither_order_nor_repeats_change_what_events_and_opt_ins_add_up_to() {
    let mut provider = Provider::seeded(2);
    let early = provider.opt_out().person(ANNA).event();
    let opted_in = early.timestamp + SignedDuration::from_hours(1);
    let late = provider.opt_out().person(ANNA).at(opted_in + SignedDuration::from_hours(1)).event();
    for (events, opted_out) in [
        (vec![&early, &early], false),
        (vec![&early, &late], true),
        (vec![&late, &early, &late], true),
    ] {
        let store = Store::new().await;
        store.inbox.opt_outs().opt_in_at(ANNA, opted_in).await.unwrap();
        for event in events {
            store.deliver(event.clone()).await;
        }
        assert_eq!(store.inbox.opt_outs().is_opted_out(ANNA).await.unwrap(), opted_out);
    }
}

#[tokio::test]
async fn on_a_tie_a_person_is_opted_out() {
    let store = Store::new().await;
    let list = store.inbox.opt_outs();
    let at: Timestamp = "2026-03-02T01:12:00.123456789Z".parse().unwrap();
    list.opt_out_at(ANNA, at).await.unwrap();
    list.opt_in_at(ANNA, at).await.unwrap();
    assert!(list.is_opted_out(ANNA).await.unwrap());
    list.opt_in_at(ANNA, at + SignedDuration::from_nanos(1)).await.unwrap();
    assert!(!list.is_opted_out(ANNA).await.unwrap());
}

#[tokio::test]
async fn who_opted_out_of_one_account_may_be_written_to_by_another_where_that_is_asked_for() {
    let store = Store::new().await;
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

#[tokio::test]
async fn an_account_without_its_countrys_code_allows_nobody_who_opted_out_of_any() {
    let store = Store::new().await;
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

#[tokio::test]
async fn recipients_keep_their_order_and_their_repeats() {
    let store = Store::new().await;
    let list = store.inbox.opt_outs();
    list.opt_out(BEN).await.unwrap();
    let mut recipients: Vec<(u32, Address)> = (0..5_000)
        .map(|nth| (nth, if nth % 2 == 0 { ANNA.into() } else { "+61 491 570 156".into() }))
        .collect();
    let removed = list.retain_allowed_by(&mut recipients, |(_, number)| number).await.unwrap();
    assert_eq!(removed, 2_500);
    assert!(recipients.iter().map(|(nth, _)| *nth).eq((0..5_000).step_by(2)));
}

#[tokio::test]
async fn where_the_store_fails_nobody_is_allowed() {
    let store = Store::new().await;
    let list = store.inbox.opt_outs();
    list.opt_out(BEN).await.unwrap();
    store.harm("DROP TABLE consent");
    assert!(list.is_opted_out(ANNA).await.is_err());
    let mut recipients = vec![ANNA, BEN];
    assert!(list.retain_allowed(&mut recipients).await.is_err());
    assert!(recipients.is_empty(), "an error that is overlooked must not become a message");
    assert!(list.opt_out(ANNA).await.is_err());
    assert!(list.export(Vec::new()).await.is_err());
}

#[tokio::test]
async fn where_the_key_is_gone_nobody_is_allowed_either() {
    let store = Store::new().await;
    store.harm("DELETE FROM erasure");
    assert!(store.inbox.opt_outs().is_opted_out(ANNA).await.is_err());
}

#[tokio::test]
async fn an_opt_in_of_tomorrow_is_refused() {
    let store = Store::new().await;
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

#[tokio::test]
async fn purging_forgets_no_opt_out() {
    let store = Store::new().await;
    store.deliver(Provider::seeded(4).opt_out().person(ANNA).event()).await;
    store.harm("UPDATE entry SET state = 1, due = NULL, ended_at = 0");
    assert_ne!(store.inbox.purge().await.unwrap(), 0);
    assert!(store.inbox.opt_outs().is_opted_out(ANNA).await.unwrap());
}
