use std::fs;

use super::*;
use crate::store::{Engine, Inserted, StoreError};

/// What SQLite keeps for an inbox.
fn files(place: &Place) -> [PathBuf; 3] {
    ["inbox.db", "inbox.db-wal", "inbox.db-shm"].map(|name| place.folder.path().join(name))
}

#[tokio::test]
async fn a_file_that_was_removed_takes_nothing_and_answers_nothing() {
    let place = Place::new();
    let store = place.open().await;
    store.insert(entry(1)).await.unwrap();
    for file in files(&place) {
        fs::remove_file(file).unwrap();
    }
    let refused = store.insert(entry(2)).await.unwrap_err();
    assert!(refused.to_string().contains("start anew"), "{refused}");
    let asked = store.consents_of(vec!["61491570006".to_owned()]).await;
    let refused = asked.err().unwrap();
    assert!(refused.to_string().contains("start anew"), "{refused}");
    for number in 3..20 {
        store.insert(entry(number)).await.unwrap_err();
        store.depth().await.unwrap_err();
    }
    assert_eq!(place.open().await.depth().await.unwrap().waiting, 0);
    assert_eq!(store.insert(entry(2)).await.unwrap(), Inserted::New);
    assert_eq!(store.depth().await.unwrap().waiting, 1);
}

#[tokio::test]
async fn a_file_that_was_replaced_is_found_and_its_log_left_alone() {
    let (place, other) = (Place::new(), Place::new());
    let store = place.open().await;
    store.insert(entry(1)).await.unwrap();
    store.depth().await.unwrap();
    let others = other.open().await;
    others.insert(entry(7)).await.unwrap();
    for (from, to) in files(&other).iter().zip(files(&place)) {
        fs::rename(from, &to).unwrap();
        std::os::unix::fs::symlink(to, from).unwrap();
    }
    store.insert(entry(2)).await.unwrap_err();
    store.depth().await.unwrap_err();
    assert_eq!(store.depth().await.unwrap().waiting, 1);
    assert_eq!(store.insert(entry(2)).await.unwrap(), Inserted::New);
    assert_eq!(store.insert(entry(7)).await.unwrap(), Inserted::Known);
}

#[tokio::test]
async fn a_file_that_was_replaced_by_no_inbox_of_this_version_takes_and_answers_nothing() {
    let earlier = include_str!("written_by_1.sql");
    for (other, expected) in [
        (
            "PRAGMA user_version = 3; PRAGMA application_id = 0x4B57494E",
            StoreError::Newer { found: 3, known: 2 },
        ),
        ("CREATE TABLE entry (x)", StoreError::Foreign),
        (earlier, StoreError::Older { found: 1, known: 2 }),
        ("", StoreError::NotThere),
    ] {
        let (place, away) = (Place::new(), tempfile::tempdir().unwrap());
        let store = place.open().await;
        store.insert(entry(1)).await.unwrap();
        store.depth().await.unwrap();
        let kept: Vec<_> = (0..3).map(|file| away.path().join(file.to_string())).collect();
        for (file, kept) in files(&place).iter().zip(&kept) {
            fs::rename(file, kept).unwrap();
        }
        fs::write(place.file(), "").unwrap();
        place.other().execute_batch(other).unwrap();
        let before = fs::read(place.file()).unwrap();
        store.insert(entry(2)).await.unwrap_err();
        store.depth().await.unwrap_err();
        for _ in 0..2 {
            let refused = [
                store.insert(entry(2)).await.map(drop).unwrap_err(),
                store.depth().await.map(drop).unwrap_err(),
            ];
            for refused in refused {
                assert_eq!(refused.to_string(), expected.to_string());
            }
        }
        assert!(fs::read(place.file()).unwrap() == before, "{expected}: it is left as it is");
        for (file, kept) in files(&place).iter().zip(&kept) {
            fs::rename(kept, file).unwrap();
        }
        assert_eq!(store.insert(entry(2)).await.unwrap(), Inserted::New);
        assert_eq!(store.depth().await.unwrap().waiting, 2);
    }
}

#[tokio::test]
async fn what_was_committed_to_a_log_that_was_removed_is_in_the_file() {
    let place = Place::new();
    let store = place.open().await;
    store.insert(entry(1)).await.unwrap();
    store.depth().await.unwrap();
    fs::remove_file(&files(&place)[1]).unwrap();
    store.insert(entry(2)).await.unwrap_err();
    assert_eq!(store.insert(entry(2)).await.unwrap(), Inserted::New);
    store.depth().await.unwrap_err();
    assert_eq!(store.depth().await.unwrap().waiting, 2);
    assert_eq!(place.open().await.insert(entry(1)).await.unwrap(), Inserted::Known);
}
