use std::fs;
use std::time::Duration;

use super::*;
use crate::store::sqlite::connection::Location;
use crate::store::{Engine, Inserted, SmallDisk, StoreError};

#[tokio::test]
#[ignore = "needs root: it mounts a small disk"]
async fn on_a_full_disk_it_is_refused_and_once_there_is_room_stored() {
    let disk = SmallDisk::mounted("1m");
    let store = Sqlite::open(disk.path().join("inbox.db"), WITHIN).await.unwrap();
    let filler = disk.path().join("filler");
    store.insert(entry(0)).await.unwrap();
    // As much as there is.
    let _ = fs::write(&filler, vec![0; 1 << 20]);
    let large = |number| Entry { body: Bytes::from(vec![b' '; 100_000]), ..entry(number) };
    for _ in 0..3 {
        let refused = store.insert(large(1)).await.unwrap_err();
        assert!(matches!(refused, StoreError::Database(_)), "{refused:?}");
    }
    assert_eq!(store.depth().await.unwrap().waiting, 1);
    // Not removed: a process that another test has just forked may have it open for a moment more.
    fs::write(&filler, []).unwrap();
    assert_eq!(store.insert(large(1)).await.unwrap(), Inserted::New);
    assert_eq!(store.insert(entry(0)).await.unwrap(), Inserted::Known);
}

#[tokio::test]
#[ignore = "needs root: it mounts a small disk"]
async fn what_may_not_be_written_is_refused_and_once_it_may_opened() {
    let disk = SmallDisk::mounted("1m");
    let file = disk.path().join("inbox.db");
    let open = || Sqlite::open(&file, WITHIN);
    open().await.unwrap().insert(entry(1)).await.unwrap();
    // Once the threads have closed the file.
    while !disk.remounted("ro") {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let refused = open().await.unwrap_err();
    assert!(refused.to_string().contains("cannot be written"), "{refused}");
    assert!(disk.remounted("rw"));
    assert_eq!(open().await.unwrap().insert(entry(1)).await.unwrap(), Inserted::Known);
}

#[tokio::test]
async fn whoever_writes_the_log_into_the_file_flushes_it_as_far_as_can_be() {
    let place = Place::new();
    let _store = place.open().await;
    let location = Location::new(&place.file());
    for open in [Location::open_to_write, Location::open_to_read] {
        let connection = open(&location).unwrap();
        for (pragma, full) in [("synchronous", 2), ("fullfsync", 1), ("checkpoint_fullfsync", 1)] {
            let set: i64 = connection.pragma_query_value(None, pragma, |row| row.get(0)).unwrap();
            assert_eq!(set, full, "{pragma}");
        }
    }
}
