use std::io::{self, Read};

use kudosity_webhook_inbox::ImportError;
use kudosity_webhook_inbox::jiff::{SignedDuration, Timestamp};
use kudosity_webhook_simulator::provider::Provider;

use super::store::{ANNA, BEN, CARA, Place, SHOP, Store};

const LIST: &str = "\
person,account,opted_out,opted_in
61491570006,,2026-03-01T10:15:00Z,
61491570156,61491570158,2026-03-02T01:12:00.123456789Z,2026-03-01T00:00:00Z
61491570157,,2026-03-01T10:15:00Z,2026-03-04T09:00:00Z
";

async fn exported<P: Place>(store: &Store<P>) -> String {
    let mut file = Vec::new();
    store.inbox.opt_outs().export(&mut file).await.unwrap();
    String::from_utf8(file).unwrap()
}

pub(crate) async fn what_is_exported_was_imported<P: Place>() {
    let store = Store::<P>::new().await;
    assert_eq!(exported(&store).await, "person,account,opted_out,opted_in\n");
    let list = store.inbox.opt_outs();
    for _ in 0..2 {
        assert_eq!(list.import(LIST.as_bytes()).await.unwrap().lines, 3);
        assert_eq!(exported(&store).await, LIST);
    }
    assert!(list.is_opted_out(ANNA).await.unwrap());
    assert!(list.is_opted_out(BEN).await.unwrap());
    assert!(!list.is_opted_out(CARA).await.unwrap());
    let other = Store::<P>::new().await;
    assert_eq!(other.inbox.opt_outs().import(LIST.as_bytes()).await.unwrap().lines, 3);
    assert_eq!(exported(&other).await, LIST);
}

pub(crate) async fn who_has_no_number_is_not_lost<P: Place>() {
    let store = Store::<P>::new().await;
    let mut provider = Provider::seeded(9);
    let persons =
        ["0491 570 006", "12345", "Anna, \"A\"\r\nB", " Anna ", "?", "#1", "=1+1", "6.1E+10"];
    for person in persons {
        let opt_out = provider.opt_out().person(person).account_number("?12E4");
        store.deliver(opt_out.event()).await;
        store.deliver(provider.opt_out().person(person).account_number("12E4").event()).await;
    }
    let list = store.inbox.opt_outs();
    let file = exported(&store).await;
    assert!(file.contains("\n?0491570006,?12E4,"), "{file}");
    assert!(!file.contains("\n="), "a spreadsheet takes that for a formula: {file}");
    let other = Store::<P>::new().await;
    for store in [&store, &other] {
        let imported = store.inbox.opt_outs().import(file.as_bytes()).await.unwrap();
        assert_eq!(imported.lines, 2 * persons.len() as u64);
        assert_eq!(exported(store).await, file);
    }
    // Whoever asks by it does not hear that the person may be written to.
    for person in persons {
        assert!(list.is_opted_out(person).await.is_err(), "{person}");
    }
    // What somebody else writes down in that way is still refused.
    let by_hand = "person,opted_out\n0491570006,2026-03-01T10:15:00Z\n";
    assert!(other.inbox.opt_outs().import(by_hand.as_bytes()).await.is_err());
}

pub(crate) async fn an_import_only_raises<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    let later: Timestamp = "2026-03-05T00:00:00Z".parse().unwrap();
    list.opt_out_at(CARA, later).await.unwrap();
    list.import(LIST.as_bytes()).await.unwrap();
    assert!(list.is_opted_out(CARA).await.unwrap());
    list.opt_in_at(CARA, later + SignedDuration::from_secs(1)).await.unwrap();
    list.import(LIST.as_bytes()).await.unwrap();
    assert!(!list.is_opted_out(CARA).await.unwrap());
}

pub(crate) async fn files_of_others_are_read<P: Place>() {
    for file in [
        "opted_out,person\n2026-03-01T10:15:00Z,+61 491 570 006\n",
        "\u{feff}person,opted_out\r\n\"61491570006\",\"2026-03-01T21:15:00+11:00\"\r\n",
        "person , opted_out , opted_in\n 61491570006 , 2026-03-01T10:15:00Z , \n\n",
    ] {
        let store = Store::<P>::new().await;
        let imported = store.inbox.opt_outs().import(file.as_bytes()).await.unwrap();
        assert_eq!(imported.lines, 1, "{file}");
        let expected = LIST.lines().take(2).map(|line| format!("{line}\n")).collect::<String>();
        assert_eq!(exported(&store).await, expected, "{file}");
    }
}

pub(crate) async fn a_wrong_line_is_named<P: Place>() {
    let store = Store::<P>::new().await;
    let at = "2026-03-01T10:15:00Z";
    for (file, line, remedy) in [
        (format!("person,opted_out\n{ANNA},{at}\n,{at}"), 3, "write the number"),
        (format!("person,opted_out\n\n{ANNA},yesterday"), 3, "such as 2026-"),
        (format!("person,opted_out\r\n{ANNA},{at}\r\n\r\n{ANNA},no\r\n"), 4, "such as 2026-"),
        (format!("person,opted_out\n{ANNA},2026-03-01"), 2, "with its zone"),
        (format!("person,opted_out\n{ANNA},"), 2, "neither opted_out nor opted_in"),
        (format!("person,opted_out\n{ANNA},{at},"), 2, "commas"),
        (format!("person,opted_out\n{ANNA}"), 2, "commas"),
        (format!("person,opted_in\n{ANNA},2999-01-01T00:00:00Z"), 2, "later than now"),
        (format!("person,opted_out\n6.14916E+10,{at}"), 2, "as text"),
        (format!("person,opted_out\n\"6,14916E+10\",{at}"), 2, "as text"),
        (format!("person,opted_out\n0491570006,{at}"), 2, "country's code"),
        (format!("person,opted_out\nShop One,{at}"), 2, "country's code"),
        (format!("person,opted_out\n#0123456789abcdef0123456789abcdef,{at}"), 2, "another store"),
        (format!("person,opted_out\n\n\"{ANNA},{at}\n{BEN},{at}\n"), 3, "quote"),
        (format!("person,opted_out\n{ANNA},{at}\n\"{BEN},{at}"), 3, "quote"),
        (format!("person,opted_out\n\"{ANNA},{at}\n{BEN}\",{at}\n{CARA},no"), 2, "quote"),
        (format!("person,opted_out,account\n{ANNA},{at},\"Shop\n{BEN},{at},\n"), 2, "quote"),
        (format!("person,opted_out,account\n{ANNA},{at},\"Shop\n{BEN},{at},a\"\n"), 2, "quote"),
        (
            format!("person,opted_out,account\n{ANNA},{at},\"?6149\n1570158\"\n{ANNA},no,"),
            4,
            "such as 2026-",
        ),
    ] {
        let error = store.inbox.opt_outs().import(file.as_bytes()).await.unwrap_err();
        let ImportError::Line { line: named, .. } = error else { panic!("{error}: {file}") };
        assert_eq!(named, line, "{file}");
        let text = error.to_string();
        assert!(text.contains(remedy) && !text.contains(ANNA), "{text}");
    }
    let latin_1 = b"person,opted_out\n61491570006,2026-03-01T10:15:00Z\nJos\xe9,\n";
    let error = store.inbox.opt_outs().import(&latin_1[..]).await.unwrap_err();
    assert!(error.to_string().starts_with("line 3: it is not UTF-8"), "{error}");
}

pub(crate) async fn a_wrong_header_is_refused<P: Place>() {
    let store = Store::<P>::new().await;
    for header in [
        "",
        "person",
        "person,account",
        "number,opted_out",
        "person,acount,opted_out",
        "person,person",
        "person,",
    ] {
        let file = format!("{header}\n{ANNA},2026-03-01T10:15:00Z\n");
        let error = store.inbox.opt_outs().import(file.as_bytes()).await.unwrap_err();
        assert!(matches!(error, ImportError::Header), "{header}: {error}");
        assert_eq!(exported(&store).await.lines().count(), 1);
    }
}

pub(crate) async fn a_line_without_an_end_is_named<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    let longest = format!("{ANNA},{:>1$}\n", "2026-03-01T10:15:00Z", (64 << 10) - ANNA.len() - 2);
    let file = format!("person,opted_out\n{longest}{longest}");
    assert_eq!(list.import(file.as_bytes()).await.unwrap().lines, 2);
    for rest in [io::repeat(b'\n'), io::repeat(b'x')] {
        let file = format!("person,opted_out\n{ANNA},2026-03-01T10:15:00Z\n\"{BEN},");
        let error = list.import(file.as_bytes().chain(rest)).await.unwrap_err().to_string();
        assert!(error.starts_with("line 3: ") && error.contains("quote"), "{error}");
    }
}

pub(crate) async fn an_opt_out_in_the_future_counts<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    let soon = Timestamp::now() + SignedDuration::from_secs(30);
    let file = format!(
        "person,opted_out,opted_in\n\
         {ANNA},,2026-03-01T10:15:00Z\n\
         {BEN},2999-01-01T00:00:00Z,\n\
         {CARA},{soon},\n"
    );
    let imported = list.import(file.as_bytes()).await.unwrap();
    assert_eq!((imported.lines, imported.in_future), (3, 1));
    list.opt_in(BEN).await.unwrap();
    assert!(list.is_opted_out(BEN).await.unwrap());
}

pub(crate) async fn a_long_list_has_pages<P: Place>() {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    let mut file = String::from("person,account,opted_out\n");
    for nth in 0..2_500 {
        for account in ["", SHOP] {
            file += &format!("4477009{nth:05},{account},2026-03-01T10:15:00Z\n");
        }
    }
    assert_eq!(list.import(file.as_bytes()).await.unwrap().lines, 5_000);
    let mut persons = list.persons();
    let mut all = Vec::new();
    while let Some(page) = persons.next_page().await.unwrap() {
        all.extend(page);
    }
    assert_eq!(all.len(), 2_500);
    assert!(all.is_sorted_by(|one, other| one.person < other.person));
    assert!(all.iter().all(|person| person.said.len() == 2 && person.is_opted_out()));
    assert_eq!(exported(&store).await.lines().count(), 5_001);
}
