use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use super::*;
use crate::spool::mover::{Both, Mover};
use crate::spool::page::Page;
use crate::store::{Memory, SmallDisk, State};

/// One that PostgreSQL never takes.
fn is_poison(entry: &Entry) -> bool {
    entry.fingerprint == receipt(2).fingerprint
}

/// Has three entries in the file, and PostgreSQL taking some of them.
async fn moving(file: &Path, takes: fn(&Entry) -> bool) -> (Arc<Memory>, Spool) {
    let remote = Memory::new();
    remote.fails.store(true, Ordering::Relaxed);
    let spool = spool(&remote, file).await;
    for number in 1..4 {
        spool.insert(receipt(number)).await.unwrap();
    }
    *remote.takes.lock().unwrap() = Some(takes);
    remote.fails.store(false, Ordering::Relaxed);
    (remote, spool)
}

/// It is so once the mover has looked at all that the file holds.
async fn nothing_else_makes_the_detour(remote: &Arc<Memory>, spool: &Spool) {
    let (kept, number) = (spool.spooled().await.unwrap(), AtomicI64::new(100));
    until("nothing else makes the detour", || async {
        let other = receipt(number.fetch_add(1, Ordering::Relaxed));
        spool.insert(other).await.unwrap();
        due(&**remote).await.len() == 1 && spool.spooled().await.unwrap() == kept
    })
    .await;
}

#[tokio::test]
async fn what_is_never_taken_stays_alone_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let (remote, spool) = moving(&file, |entry| !is_poison(entry)).await;
    until("the rest is gone", || async { held(&file).await == (1, 1) }).await;
    assert_eq!(due(&*remote).await.len(), 2);
    nothing_else_makes_the_detour(&remote, &spool).await;
    *remote.takes.lock().unwrap() = None;
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    assert_eq!(due(&*remote).await[0].body, receipt(2).body);
}

#[tokio::test]
async fn what_panics_as_it_is_moved_does_not_end_the_mover() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let (remote, _spool) = moving(&file, |entry| {
        assert!(!is_poison(entry), "as the test wants it");
        true
    })
    .await;
    until("the rest is gone", || async { held(&file).await == (1, 1) }).await;
    *remote.takes.lock().unwrap() = None;
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    assert_eq!(due(&*remote).await.len(), 3);
}

/// When PostgreSQL was offered the one that it never takes.
static OFFERED: Mutex<Vec<Instant>> = Mutex::new(Vec::new());

/// Whether it is another.
fn counts_offers(entry: &Entry) -> bool {
    let is_counted = entry.fingerprint == receipt(1).fingerprint;
    OFFERED.lock().unwrap().extend(is_counted.then(Instant::now));
    !is_counted
}

fn offers() -> usize {
    OFFERED.lock().unwrap().len()
}

#[tokio::test]
async fn what_is_refused_is_offered_ever_more_seldom_and_holds_up_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (file, remote) = (folder.path().join("spool.db"), Memory::new());
    *remote.takes.lock().unwrap() = Some(|entry| {
        counts_offers(entry);
        false
    });
    let spool = spool(&remote, &file).await;
    let number = AtomicI64::new(1);
    // Directly, and out of the file, a second and two seconds later.
    while offers() < 4 {
        // What comes meanwhile is no reason to offer all the rest.
        spool.insert(receipt(number.fetch_add(1, Ordering::Relaxed))).await.unwrap();
        sleep(Duration::from_millis(20)).await;
    }
    let pauses: Vec<_> =
        OFFERED.lock().unwrap().windows(2).map(|offers| offers[1] - offers[0]).collect();
    assert!(
        pauses[1] >= Duration::from_secs(1) && pauses[2] >= Duration::from_secs(2),
        "{pauses:?}"
    );

    *remote.takes.lock().unwrap() =
        Some(|entry| counts_offers(entry) && entry.fingerprint != receipt(0).fingerprint);
    until("the rest is gone", || async { held(&file).await == (1, 1) }).await;
    nothing_else_makes_the_detour(&remote, &spool).await;
    let before = offers();
    until("the pauses are long", || async { offers() == before + 3 }).await;
    // Another that is refused has what comes next make the detour.
    for entry in [receipt(0), opt_out(1)] {
        spool.insert(entry).await.unwrap();
    }
    until("what is new is moved", || async { held(&file).await == (2, 2) }).await;
    assert_eq!(remote.depth().await.unwrap().waiting_opt_outs, 1);
    assert_eq!(offers(), before + 3);
}

#[tokio::test]
async fn what_is_large_is_moved_by_itself_and_holds_up_nothing_if_it_is_refused() {
    const LARGE: usize = 8 << 20;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let local: Arc<dyn Engine> = Arc::new(Sqlite::open(&file, SHARE).await.unwrap());
    for number in [1, 2, 3, 4] {
        let large = Bytes::from(vec![b' '; LARGE]);
        let body = if number < 3 { large } else { receipt(number).body };
        local.insert(Entry { body, ..receipt(number) }).await.unwrap();
    }
    let remote = Memory::new();
    *remote.takes.lock().unwrap() = Some(|entry| entry.body.len() < LARGE);
    for (after, length) in [(0, 1), (1, 1), (2, 2)] {
        let page = Page::of(&*local, State::Waiting, after).await.unwrap().unwrap();
        assert_eq!(page.entries.len(), length);
    }

    let spool = spool(&remote, &file).await;
    until("the rest is gone", || async { spool.spooled().await.unwrap() == 2 }).await;
    assert_eq!(due(&*remote).await.len(), 2);
    nothing_else_makes_the_detour(&remote, &spool).await;
}

#[tokio::test]
async fn what_is_damaged_in_the_file_holds_up_nothing_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let local = Arc::new(Sqlite::open(&file, SHARE).await.unwrap());
    for (number, length) in [(1, 40), (2, 40_000), (3, 50)] {
        let body = Bytes::from(vec![0xAB; length]);
        local.insert(Entry { body, ..receipt(number) }).await.unwrap();
    }
    local.close().await;
    // Of the pages that hold what is large, each begins with the number of the next.
    let mut bytes = std::fs::read(&file).unwrap();
    let of_body = |page: &&mut [u8]| page[4..].iter().all(|byte| *byte == 0xAB);
    bytes.chunks_mut(4096).find(of_body).unwrap()[..4].fill(0xFF);
    std::fs::write(&file, bytes).unwrap();

    let local = Arc::new(Sqlite::open(&file, SHARE).await.unwrap());
    let (remote, words, counters) = (Memory::new(), OptOutWords::default(), Arc::default());
    let both = Both::new(Arc::clone(&remote) as _, local, words, Arc::clone(&counters));
    // It may be an opt-out.
    assert!(both.find_withdrawn().await.unwrap_err().to_string().contains("malformed"));
    let both = Arc::new(both);
    let _mover = Mover::start(Arc::clone(&both), true);
    until("the rest is moved", || async { both.held().await.unwrap() == 1 }).await;
    until("it is told", || async { counters.read().store_errors > 0 }).await;
    assert_eq!(remote.list(State::Quarantined, 0, 9).await.unwrap().len(), 2);
}

#[tokio::test]
#[ignore = "needs root: it mounts a small disk"]
async fn what_is_on_a_full_disk_is_moved_all_the_same() {
    let disk = SmallDisk::mounted("8m");
    let file = disk.path().join("spool.db");
    let remote = Memory::new();
    remote.fails.store(true, Ordering::Relaxed);
    let spool = spool(&remote, &file).await;
    let mut stored = 0;
    while spool.insert(receipt(stored as i64)).await.is_ok() {
        stored += 1;
    }
    assert!(stored > 256, "more than are moved at once: {stored}");
    remote.fails.store(false, Ordering::Relaxed);
    until("all is moved", || async { remote.depth().await.unwrap().waiting >= stored }).await;
    until("nothing makes the detour", || async { spool.insert(opt_out(1)).await.is_ok() }).await;
    assert_eq!(remote.depth().await.unwrap().waiting_opt_outs, 1);
}
