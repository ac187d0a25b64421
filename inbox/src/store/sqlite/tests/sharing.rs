use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::*;
use crate::store::{Engine, Inserted};

/// For how long each process stores as much as it can.
const LONG: Duration = Duration::from_secs(3);

/// How many deliveries each of them has waiting.
const PRODUCERS: u32 = 64;

/// What came of it in a process.
#[derive(Debug)]
struct Tally {
    stored: u64,
    refused: u64,
    /// The longest that one waited.
    longest: Duration,
}

/// Stores as much as it can, of which nothing is stored by another that is given another number.
async fn store_much(file: &Path, of: u32) -> Tally {
    let store = Arc::new(Sqlite::open(file, WITHIN).await.unwrap());
    let (mut producers, end) = (JoinSet::new(), Instant::now() + LONG);
    for producer in 0..PRODUCERS {
        let store = Arc::clone(&store);
        producers.spawn(async move {
            let mut tally = Tally { stored: 0, refused: 0, longest: Duration::ZERO };
            let numbers = (of * PRODUCERS + producer) << 20..;
            for number in numbers.take_while(|_| Instant::now() < end) {
                let asked = Instant::now();
                match store.insert(entry(number)).await {
                    Ok(inserted) => assert_eq!(inserted, Inserted::New),
                    Err(_) => tally.refused += 1,
                }
                tally.stored += 1;
                tally.longest = tally.longest.max(asked.elapsed());
            }
            tally.stored -= tally.refused;
            tally
        });
    }
    let add = |sum: Tally, tally: Tally| Tally {
        stored: sum.stored + tally.stored,
        refused: sum.refused + tally.refused,
        longest: sum.longest.max(tally.longest),
    };
    producers.join_all().await.into_iter().reduce(add).unwrap()
}

#[test]
#[ignore = "it is the other process of a test"]
fn another_process_that_stores() {
    let Some(file) = Another::file() else { return };
    println!("\nready");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let Tally { stored, refused, longest } = runtime.block_on(store_much(&file, 1));
    println!("told {stored} {refused} {}", longest.as_millis());
}

/// What another process tells of it.
fn told_by(mut other: Another) -> Tally {
    let told = other.says.find_map(|line| line.unwrap().strip_prefix("told ").map(str::to_owned));
    let told = told.unwrap();
    let told: Vec<u64> = told.split(' ').map(|number| number.parse().unwrap()).collect();
    assert!(other.process.wait().unwrap().success());
    Tally { stored: told[0], refused: told[1], longest: Duration::from_millis(told[2]) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_that_store_much_both_get_on_and_nothing_is_refused() {
    let place = Place::new();
    drop(place.open().await);
    let other = Another::run("sharing::another_process_that_stores", &place, "ready");
    let this = store_much(&place.file(), 0).await;
    let other = told_by(other);
    let store = place.open().await;
    assert_eq!(store.depth().await.unwrap().waiting, this.stored + other.stored);
    for (one, two) in [(&this, &other), (&other, &this)] {
        assert_eq!(one.refused, 0, "{this:?}, {other:?}");
        assert!(10 * one.stored > two.stored, "{this:?}, {other:?}");
    }
}

#[tokio::test]
async fn who_writes_without_a_pause_lets_another_write_too() {
    let place = Place::new();
    let (busy, other) = (place.open().await, place.open().await);
    let commits = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&commits);
    let ask = move || {
        let commits = Arc::clone(&counted);
        busy.writer.ask(0, move |_| {
            // As where a flush takes long.
            thread::sleep(Duration::from_millis(30));
            commits.fetch_add(1, Ordering::Relaxed);
            Ok(())
        })
    };
    let busy = tokio::spawn(async move {
        let mut next = ask();
        loop {
            let following = ask();
            next.await.unwrap();
            next = following;
        }
    });
    let (mut stored, since) = (0, Instant::now());
    while since.elapsed() < LONG {
        assert_eq!(other.insert(entry(stored)).await.unwrap(), Inserted::New);
        stored += 1;
    }
    busy.abort();
    let commits = commits.load(Ordering::Relaxed);
    assert!(2 * stored > commits, "{stored} beside {commits}");
}
