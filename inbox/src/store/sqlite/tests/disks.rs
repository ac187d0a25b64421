use std::fs;
use std::path::Path;
use std::process::Command;

use super::*;
use crate::store::{Engine, Inserted, StoreError};

/// A small disk of its own, in memory.
struct Disk(Place);

impl Disk {
    /// Mounts one; none where that may not be done.
    fn mount() -> Option<Self> {
        let place = Place::new();
        let options = ["-t", "tmpfs", "-o", "size=1m", "tmpfs"];
        let mounted = cfg!(target_os = "linux") && run("mount", &options, place.folder.path());
        if !mounted {
            println!("ignored: a disk of its own can be mounted by root on Linux alone");
        }
        mounted.then_some(Self(place))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        run("umount", &["--lazy"], self.0.folder.path());
    }
}

fn run(program: &str, options: &[&str], folder: &Path) -> bool {
    let output = Command::new(program).args(options).arg(folder).output();
    output.is_ok_and(|output| output.status.success())
}

#[tokio::test]
async fn on_a_full_disk_it_is_refused_and_once_there_is_room_stored() {
    let Some(disk) = Disk::mount() else { return };
    let store = disk.0.open().await;
    let filler = disk.0.folder.path().join("filler");
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
async fn what_may_not_be_written_is_refused_and_once_it_may_opened() {
    let Some(disk) = Disk::mount() else { return };
    let place = &disk.0;
    place.open().await.insert(entry(1)).await.unwrap();
    let remount = |how| run("mount", &["-o", how], place.folder.path());
    // Once the threads have closed the file.
    while !remount("remount,ro") {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let refused = Sqlite::open(place.file(), WITHIN).await.unwrap_err();
    assert!(refused.to_string().contains("cannot be written"), "{refused}");
    assert!(remount("remount,rw"));
    assert_eq!(place.open().await.insert(entry(1)).await.unwrap(), Inserted::Known);
}
