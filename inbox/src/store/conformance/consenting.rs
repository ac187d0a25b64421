use std::sync::Arc;

use jiff::Timestamp;

use super::sample::{at, insert, opt_out, pair};
use crate::entry::Pair;
use crate::store::{Consent, Engine};

type Instants = (Option<Timestamp>, Option<Timestamp>);

fn consent(between: Pair, (opted_out, opted_in): Instants) -> Consent {
    Consent { between, opted_out, opted_in }
}

async fn of(store: &Arc<dyn Engine>, person: &str) -> Vec<Instants> {
    let consents = store.consents_of(vec![person.to_owned()]).await.unwrap();
    consents.iter().map(|consent| (consent.opted_out, consent.opted_in)).collect()
}

pub(super) async fn maxima(store: Arc<dyn Engine>) {
    insert(&store, [opt_out(1, 20), opt_out(2, 10)]).await;
    let person = "61491570006";
    assert_eq!(of(&store, person).await, [(Some(at(20)), None)]);
    let steps = [
        ((None, None), (Some(at(20)), None)),
        ((None, Some(at(5))), (Some(at(20)), Some(at(5)))),
        ((Some(at(19)), Some(at(20))), (Some(at(20)), Some(at(20)))),
        ((Some(at(20)), Some(at(4))), (Some(at(20)), Some(at(20)))),
        ((Some(at(21)), None), (Some(at(21)), Some(at(20)))),
    ];
    for (change, after) in steps {
        let change = consent(pair(person, "61491570156"), change);
        store.consent(vec![change]).await.unwrap();
        assert_eq!(of(&store, person).await, [after]);
    }
    // Twice in one change, and with other accounts.
    let change = |account, second| consent(pair(person, account), (None, Some(at(second))));
    let changes = vec![change("", 3), change("61491570157", 2), change("", 1), change("", 2)];
    store.consent(changes).await.unwrap();
    store.consent(Vec::new()).await.unwrap();
    let mut instants = of(&store, person).await;
    instants.sort_unstable();
    let expected = [(None, Some(at(2))), (None, Some(at(3))), (Some(at(21)), Some(at(20)))];
    assert_eq!(instants, expected);
    assert!(of(&store, "61491570158").await.is_empty());

    insert(&store, [opt_out(3, 22)]).await;
    assert!(of(&store, person).await.contains(&(Some(at(22)), Some(at(20)))));
}

pub(super) async fn words(store: Arc<dyn Engine>) {
    assert_eq!(store.words().await.unwrap(), None);
    for words in ["STOP\nARR\u{ca}T", "", "", "a\0b\n\u{10FFFF}", "STOP"] {
        store.keep_words(words.to_owned()).await.unwrap();
        assert_eq!(store.words().await.unwrap().as_deref(), Some(words));
    }
}

pub(super) async fn renamed(store: Arc<dyn Engine>) {
    let (person, hash) = ("61491570006", "#5e884898da28");
    let known = [
        consent(pair(person, ""), (Some(at(1)), Some(at(9)))),
        consent(pair(person, "61491570156"), (Some(at(3)), None)),
        consent(pair(hash, ""), (Some(at(2)), Some(at(8)))),
        consent(pair("61491570157", ""), (None, Some(at(7)))),
    ];
    store.consent(known.to_vec()).await.unwrap();
    let rename = |person: &str, name: &str| store.rename_person(person.to_owned(), name.to_owned());
    rename(person, hash).await.unwrap();
    rename(person, hash).await.unwrap();
    rename(hash, hash).await.unwrap();
    assert!(of(&store, person).await.is_empty());
    let mut renamed = of(&store, hash).await;
    renamed.sort_unstable();
    assert_eq!(renamed, [(Some(at(2)), Some(at(9))), (Some(at(3)), None)]);
    assert_eq!(of(&store, "61491570157").await, [(None, Some(at(7)))]);
}
