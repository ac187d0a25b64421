use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};

use jiff::SignedDuration;
use kudosity_webhook::event::{MessageStatus, Receipt};

use super::*;
use crate::store::instant::stored;
use crate::store::{Claim, Claimed, Engine, State, StoreError, Unended};

#[tokio::test]
async fn a_file_that_was_damaged_gives_errors() {
    let place = Place::new();
    let store = place.open().await;
    for number in 0..200 {
        store.insert(entry(number)).await.unwrap();
    }
    drop(store);
    place.other().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    // All but the first page, which holds the schema.
    let mut file = OpenOptions::new().write(true).open(place.file()).unwrap();
    let length = file.seek(SeekFrom::End(0)).unwrap();
    file.seek(SeekFrom::Start(4096)).unwrap();
    file.write_all(&vec![0xA5; usize::try_from(length - 4096).unwrap()]).unwrap();
    drop(file);

    match Sqlite::open(place.file(), WITHIN).await {
        Err(refused) => assert!(matches!(refused, StoreError::Database(_)), "{refused:?}"),
        Ok(store) => {
            for _ in 0..2 {
                let refused = store.insert(entry(1)).await.unwrap_err();
                assert!(refused.to_string().contains("malformed"), "{refused}");
                store.depth().await.unwrap_err();
                assert!(store.scan(0, 9).await.is_err());
            }
        }
    }
}

#[tokio::test]
async fn a_row_that_is_damaged_is_handed_out_like_any_other_and_holds_up_none() {
    let place = Place::new();
    let store = place.open().await;
    for number in 0..4 {
        store.insert(entry(number)).await.unwrap();
    }
    let damage = "DELETE FROM body WHERE id = 1; \
         UPDATE entry SET traceparent = CAST(x'ff' AS TEXT), authenticated_by = CAST(x'ff' AS TEXT) \
         WHERE id = 2; UPDATE entry SET attempts = 5000000000 WHERE id = 3";
    place.other().execute_batch(damage).unwrap();
    let claimed = claim(&store).await;
    assert_eq!(claimed.len(), 4);
    assert!(claimed[0].body.is_empty(), "whoever works it cannot read it, and parks it");
    assert_eq!((claimed[1].traceparent.as_deref(), claimed[2].attempt), (None, u32::MAX));
}

#[tokio::test]
async fn a_row_that_nothing_made_holds_up_none_and_is_not_given_without_a_lease() {
    let place = Place::new();
    let store = place.open().await;
    for number in 0..3 {
        store.insert(entry(number)).await.unwrap();
    }
    // A lease is of no entry with such a number.
    let damage = "PRAGMA foreign_keys = OFF; UPDATE entry SET id = -5 WHERE id = 1; \
         UPDATE body SET id = -5 WHERE id = 1; \
         UPDATE entry SET attempts = 9223372036854775807 WHERE id = 2";
    place.other().execute_batch(damage).unwrap();
    let claimed: Vec<_> = claim(&store).await.iter().map(|claimed| claimed.lease.id).collect();
    assert_eq!(claimed, [2, 3]);
    assert!(claim(&store).await.is_empty());
}

async fn claim(store: &Sqlite) -> Vec<Claimed> {
    let wanted = Claim {
        opt_outs_only: false,
        limit: 9,
        now: Timestamp::now(),
        lease: SignedDuration::from_secs(10),
        unended: Unended::Alone,
    };
    store.claim(wanted).await.unwrap()
}

#[tokio::test]
async fn a_row_that_is_damaged_hides_no_other_in_a_list() {
    let place = Place::new();
    let store = place.open().await;
    for number in 0..3 {
        let id = format!("m-{number}");
        let receipt = Some(Receipt::new(id.as_str(), MessageStatus::Sent, Timestamp::now()));
        store.insert(Entry { receipt, ..entry(number) }).await.unwrap();
    }
    let damage = "UPDATE entry SET event_type = CAST(x'53ff' AS TEXT), problem = CAST(x'ff' AS TEXT), \
             authenticated_by = CAST(x'ff' AS TEXT), traceparent = CAST(x'ff' AS TEXT), \
             attempts = 5000000000 WHERE id = 2; \
         UPDATE entry SET message_id = CAST(x'6d2d31ff' AS TEXT) WHERE id = 2; \
         UPDATE entry SET message_status = CAST(x'ff' AS TEXT) WHERE id = 3; \
         UPDATE entry SET state = 9, due = NULL WHERE id = 1";
    place.other().execute_batch(damage).unwrap();
    let waiting = store.list(State::Waiting, 0, 9).await.unwrap();
    assert_eq!(waiting.iter().map(|entry| entry.id).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(waiting[0].event_type.as_deref(), Some("S\u{fffd}"));
    assert_eq!(waiting[0].attempts, u32::MAX);
    let scanned = store.scan(0, 9).await.unwrap();
    assert_eq!(scanned.len(), 3);
    assert_eq!(scanned[0].listed.state, State::Quarantined);
    assert_eq!(store.show(2).await.unwrap().unwrap().authenticated_by, "\u{fffd}");
    store.forget(vec![2], Timestamp::now()).await.unwrap();
    assert_eq!(store.show(2).await.unwrap().unwrap().listed.event_type, None);
    let receipts = store.receipts(None, 2).await.unwrap();
    let ids: Vec<_> = receipts.iter().map(|receipt| receipt.id.as_str()).collect();
    assert_eq!(ids, ["m-0", "m-2"]);
}

#[tokio::test]
async fn a_consent_that_is_damaged_hides_no_other_and_allows_nobody() {
    let place = Place::new();
    let store = place.open().await;
    let damaged = "INSERT INTO consent VALUES ('1', '', 1, NULL), (CAST(x'31ff' AS TEXT), '', 1, NULL), \
         (CAST(x'32ff' AS TEXT), '', 1, NULL), ('3', CAST(x'ff' AS TEXT), 5, 9), ('4', '', 1, 2)";
    place.other().execute_batch(damaged).unwrap();
    let (mut after, mut persons) = (None, Vec::new());
    loop {
        let page = store.consents(after, 1).await.unwrap();
        after = page.last().map(|last| last.between.clone());
        persons.extend(page.into_iter().map(|consent| consent.between.person));
        if after.is_none() {
            break;
        }
    }
    assert_eq!(persons, ["1", "4"]);
    let [consent] = &store.consents_of(vec!["3".to_owned()]).await.unwrap()[..] else {
        panic!("one consent");
    };
    assert_eq!(consent.between.account, "");
    assert_eq!((consent.opted_out.map(stored), consent.opted_in), (Some(5), None));
}
