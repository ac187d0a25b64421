use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::*;
use crate::entry::{OptedOut, Pair};
use crate::store::{Engine, Inserted, StoreError};

/// Where another process finds the file to lock.
const LOCK: &str = "KUDOSITY_INBOX_TEST_LOCK";

/// Another process that holds the lock, until its input ends.
fn locked_by_another(file: &Path) -> Child {
    let this = std::env::current_exe().unwrap();
    let mut child = Command::new(this)
        .args(["--exact", "--ignored", "--nocapture"])
        .arg("store::sqlite::tests::faults::another_process_that_locks")
        .env(LOCK, file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.as_mut().unwrap());
    let said = output.lines().map_while(Result::ok).any(|line| line.contains("locked"));
    assert!(said, "it is to say when it has the lock");
    child
}

#[test]
#[ignore = "it is the other process of a test"]
fn another_process_that_locks() {
    let Some(file) = std::env::var_os(LOCK) else { return };
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
    let mut other = locked_by_another(&place.file());
    for _ in 0..2 {
        let since = Instant::now();
        let refused = store.insert(entry(1)).await.unwrap_err();
        assert!(matches!(refused, StoreError::Database(_)), "{refused:?}");
        assert!(refused.to_string().contains("locked"), "{refused}");
        assert!(since.elapsed() < Duration::from_millis(1500), "{:?}", since.elapsed());
    }
    assert_eq!(store.depth().await.unwrap().waiting, 0, "what only reads goes on");
    drop(other.stdin.take());
    assert!(other.wait().unwrap().success());
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
    let refused = Sqlite::open(place.file()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Database(_)), "{refused:?}");
    assert_eq!(fs::read_to_string(place.file()).unwrap(), text);
    let refused = Sqlite::open(place.folder.path()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Database(_)), "a folder: {refused:?}");
    let nowhere = place.folder.path().join("none").join("inbox.db");
    let refused = Sqlite::open(nowhere).await.unwrap_err();
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
