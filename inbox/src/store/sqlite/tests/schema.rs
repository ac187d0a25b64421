use super::*;
use crate::store::{Engine, Inserted, State, StoreError};

/// A file as the first version wrote it: never changed.
const WRITTEN_BY_1: &str = include_str!("written_by_1.sql");

/// What tells one schema from another.
fn schema(connection: &Connection) -> Vec<String> {
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn what_the_first_version_wrote_is_read_and_goes_on() {
    let place = Place::new();
    place.other().execute_batch(WRITTEN_BY_1).unwrap();
    let store = place.open().await;

    let depth = store.depth().await.unwrap();
    assert_eq!((depth.waiting, depth.parked, depth.quarantined), (1, 1, 1));
    let waiting = &store.list(State::Waiting, 0, 9).await.unwrap()[0];
    assert_eq!(store.show(waiting.id).await.unwrap().unwrap().body.unwrap(), "{\"number\":1}");
    assert_eq!(store.insert(entry(1)).await.unwrap(), Inserted::Known);
    assert_eq!(store.insert(entry(4)).await.unwrap(), Inserted::Known, "its body was purged");
    assert_eq!(store.insert(entry(9)).await.unwrap(), Inserted::New);
    assert_eq!(store.consents(None, 9).await.unwrap().len(), 1);
    assert_eq!(store.receipts_of("m-1".to_owned()).await.unwrap().len(), 1);
    assert_eq!(store.erasure_key().await.unwrap(), [0xab; 32]);
    assert_eq!(store.words().await.unwrap(), None);

    let new = Place::new();
    let _new = new.open().await;
    assert_eq!(schema(&place.other()), schema(&new.other()));
}

/// As the command-line tool does beside an application that is busy.
#[tokio::test]
async fn what_is_of_the_present_schema_is_opened_while_another_process_writes() {
    let place = Place::new();
    let _store = place.open().await;
    let other = place.other();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(place.open().await.depth().await.unwrap().waiting, 0);
}

#[tokio::test]
async fn a_schema_of_a_later_version_is_refused_and_left_alone() {
    let place = Place::new();
    let later =
        "CREATE TABLE later (x); PRAGMA user_version = 3; PRAGMA application_id = 0x4B57494E";
    place.other().execute_batch(later).unwrap();
    let refused = Sqlite::open(place.file(), WITHIN).await.unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 3, known: 2 }), "{refused:?}");
    assert_eq!(schema(&place.other()), ["CREATE TABLE later (x)"]);
}

#[tokio::test]
async fn what_is_to_be_there_is_neither_made_nor_upgraded() {
    for (left, expected) in [
        (None, StoreError::NotThere),
        (Some(""), StoreError::NotThere),
        (Some("VACUUM"), StoreError::NotThere),
        (Some(WRITTEN_BY_1), StoreError::Older { found: 1, known: 2 }),
        (
            Some("PRAGMA user_version = 3; PRAGMA application_id = 0x4B57494E"),
            StoreError::Newer { found: 3, known: 2 },
        ),
        (Some("CREATE TABLE else_where (x)"), StoreError::Foreign),
    ] {
        let place = Place::new();
        if let Some(sql) = left {
            std::fs::write(place.file(), "").unwrap();
            place.other().execute_batch(sql).unwrap();
        }
        let files = || {
            let files = std::fs::read_dir(place.folder.path()).unwrap();
            let read = |file: std::fs::DirEntry| (file.path(), std::fs::read(file.path()).unwrap());
            files.map(|file| read(file.unwrap())).collect::<Vec<_>>()
        };
        let before = files();
        let refused = Sqlite::open_existing(place.file(), WITHIN).await.unwrap_err();
        assert_eq!(refused.to_string(), expected.to_string(), "{left:?}");
        assert!(files() == before, "{left:?}");
    }
    let place = Place::new();
    place.open().await.insert(entry(1)).await.unwrap();
    let found = Sqlite::open_existing(place.file(), WITHIN).await.unwrap();
    assert_eq!(found.insert(entry(1)).await.unwrap(), Inserted::Known);
}

#[tokio::test]
async fn each_file_has_a_key_of_its_own_and_keeps_it() {
    let (one, two) = (Place::new(), Place::new());
    let key = one.open().await.erasure_key().await.unwrap();
    assert_eq!(one.open().await.erasure_key().await.unwrap(), key);
    assert_ne!(two.open().await.erasure_key().await.unwrap(), key);
}

#[tokio::test]
async fn a_database_of_something_else_is_refused_and_left_as_it_is() {
    for made in [
        "CREATE TABLE else_where (x)",
        "CREATE TABLE else_where (x); PRAGMA user_version = 1",
        "CREATE TABLE else_where (x); PRAGMA user_version = 2",
        "PRAGMA user_version = 1",
        "PRAGMA application_id = 7",
    ] {
        let place = Place::new();
        place.other().execute_batch(made).unwrap();
        let before = std::fs::read(place.file()).unwrap();
        let refused = Sqlite::open(place.file(), WITHIN).await.unwrap_err();
        assert!(matches!(refused, StoreError::Foreign), "{made}: {refused:?}");
        assert!(std::fs::read(place.file()).unwrap() == before, "{made}");
        assert_eq!(std::fs::read_dir(place.folder.path()).unwrap().count(), 1, "{made}");
    }
}
