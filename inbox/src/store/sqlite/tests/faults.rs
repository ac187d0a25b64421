use std::fs;
use std::time::Instant;

use super::*;
use crate::entry::{OptedOut, Pair};
use crate::store::{Engine, Inserted, StoreError};

#[test]
#[ignore = "it is the other process of a test"]
fn another_process_that_locks() {
    let Some(file) = Another::file() else { return };
    let connection = Connection::open(file).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    println!("\nlocked");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    connection.execute_batch("ROLLBACK").unwrap();
}

#[tokio::test]
async fn while_another_process_writes_it_is_refused_and_after_that_stored() {
    let place = Place::new();
    let store = place.open().await;
    let mut other = Another::run("faults::another_process_that_locks", &place, "locked");
    for _ in 0..2 {
        let since = Instant::now();
        let refused = store.insert(entry(1)).await.unwrap_err();
        assert!(matches!(refused, StoreError::Database(_)), "{refused:?}");
        assert!(refused.to_string().contains("locked"), "{refused}");
        // It may be released as long as an answer is in time.
        assert!(since.elapsed() > WITHIN / 2 && since.elapsed() < WITHIN, "{:?}", since.elapsed());
    }
    assert_eq!(store.depth().await.unwrap().waiting, 0, "what only reads goes on");
    drop(other.process.stdin.take());
    assert!(other.process.wait().unwrap().success());
    assert_eq!(store.insert(entry(1)).await.unwrap(), Inserted::New);
}

#[tokio::test]
async fn while_the_file_may_not_grow_it_is_refused_and_after_that_stored() {
    let place = Place::new();
    let store = place.open().await;
    let limit = |pages: i64| {
        store.writer.ask(0, move |connection| {
            connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
        })
    };
    limit(40).await.unwrap();
    let large = |number| Entry { body: Bytes::from(vec![b' '; 1 << 20]), ..entry(number) };
    let answers: Vec<_> = (0..5).map(|number| store.insert(large(number))).collect();
    for answer in answers {
        let refused = answer.await.unwrap_err();
        assert!(refused.to_string().contains("full"), "{refused}");
    }
    assert_eq!(store.insert(entry(10)).await.unwrap(), Inserted::New, "there is room for it");
    limit(i64::from(u32::MAX - 1)).await.unwrap();
    for number in 0..5 {
        assert_eq!(store.insert(large(number)).await.unwrap(), Inserted::New);
    }
}

#[tokio::test]
async fn what_is_no_database_is_refused_and_left_as_it_is() {
    let place = Place::new();
    let text =
        "This is a letter, and it is long enough to be taken for the head of a file. ".repeat(99);
    fs::write(place.file(), &text).unwrap();
    let refused = Sqlite::open(place.file(), WITHIN).await.unwrap_err();
    assert!(matches!(refused, StoreError::Database(_)), "{refused:?}");
    assert_eq!(fs::read_to_string(place.file()).unwrap(), text);
    let refused = Sqlite::open(place.folder.path(), WITHIN).await.unwrap_err();
    assert!(matches!(refused, StoreError::Database(_)), "a folder: {refused:?}");
    let nowhere = place.folder.path().join("none").join("inbox.db");
    let refused = Sqlite::open(nowhere, WITHIN).await.unwrap_err();
    assert!(matches!(refused, StoreError::Database(_)), "{refused:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_what_is_made() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::new();
    let store = place.open().await;
    store.insert(entry(1)).await.unwrap();
    let mut seen = 0;
    for file in fs::read_dir(place.folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[tokio::test]
async fn what_was_erased_is_in_no_file() {
    let place = Place::new();
    let store = place.open().await;
    let person = "61491570006";
    let personal = |number, size| Entry {
        body: Bytes::from(person.repeat(size)),
        opt_out: Some(OptedOut {
            between: Pair { person: person.to_owned(), account: String::new() },
            at: Timestamp::now(),
        }),
        ..entry(number)
    };
    for number in 0..20 {
        store.insert(personal(number, 1 << number.min(12))).await.unwrap();
        store.insert(entry(number + 100)).await.unwrap();
    }
    let names_person = |file: &PathBuf| {
        let bytes = fs::read(file).unwrap();
        bytes.windows(person.len()).any(|window| window == person.as_bytes())
    };
    let found = || -> Vec<PathBuf> {
        let files = fs::read_dir(place.folder.path()).unwrap();
        files.map(|file| file.unwrap().path()).filter(names_person).collect()
    };
    assert!(!found().is_empty());
    store.forget((1..=40).step_by(2).collect(), Timestamp::now()).await.unwrap();
    store.rename_person(person.to_owned(), "#hash".to_owned()).await.unwrap();
    store.scrub().await.unwrap();
    assert!(found().is_empty(), "{:?}", found());
}
