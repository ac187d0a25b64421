//! How much it does in a second, on the disk of the temporary folder, with full `fsync`:
//!
//! ```sh
//! cargo test --release -p kudosity-webhook-inbox --lib figures -- --ignored --nocapture --test-threads 1
//! ```

use std::ops::Range;
use std::sync::Mutex;
use std::time::Instant;

use jiff::SignedDuration;
use kudosity_webhook::event::{MessageStatus, Receipt};
use tokio::task::{JoinSet, spawn_blocking};

use super::*;
use crate::entry::Pair;
use crate::store::sqlite::connection::Location;
use crate::store::sqlite::inserting;
use crate::store::{Claim, Consent, Engine, Inserted, Settled, Unended};

const PRODUCERS: usize = 64;

/// A delivery receipt, as large as those that were seen.
fn receipt(number: u32) -> Entry {
    let id = format!("{number:08x}-4fd6-4a0e-9c0d-3f1a2b4c5d6e");
    Entry {
        body: Bytes::from(vec![b' '; 480]),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        receipt: Some(Receipt::new(id, MessageStatus::Delivered, Timestamp::now())),
        ..scattered(number)
    }
}

/// Fingerprints come in no order.
fn scattered(number: u32) -> Entry {
    let scattered = u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    Entry { fingerprint: scattered.to_le_bytes(), ..entry(number) }
}

fn rate(what: &str, number: u32, since: Instant) -> f64 {
    let rate = f64::from(number) / since.elapsed().as_secs_f64();
    println!("{what}: {rate:.0} a second");
    rate
}

/// Stores so many, from `first` on, as fast as it goes.
fn fill(place: &Place, first: u32, number: u32) {
    let connection = Location::new(&place.file()).open_to_write().unwrap();
    for batch in (first..first + number).collect::<Vec<_>>().chunks(10_000) {
        let together = connection.unchecked_transaction().unwrap();
        for number in batch {
            inserting::insert(&together, &receipt(*number)).unwrap();
        }
        together.commit().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it takes a minute, and measures: see its module"]
async fn inserts() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let connection = Location::new(&place.file()).open_to_write().unwrap();
    let since = Instant::now();
    for number in 0..2_000 {
        insert_alone(&connection, number);
    }
    rate("1 producer, a transaction each", 2_000, since);

    let connection = Arc::new(Mutex::new(connection));
    let alone = by_producers("64 producers, a transaction each", 100_000..120_000, move |number| {
        let connection = Arc::clone(&connection);
        let inserting = spawn_blocking(move || insert_alone(&connection.lock().unwrap(), number));
        async { inserting.await.unwrap() }
    });
    let alone = alone.await;
    let together = by_producers("64 producers, grouped", 200_000..328_000, move |number| {
        let store = Arc::clone(&store);
        async move { assert_eq!(store.insert(receipt(number)).await.unwrap(), Inserted::New) }
    });
    println!("{:.1} times as many", together.await / alone);
}

/// As an application would that has not thought of groups.
fn insert_alone(connection: &Connection, number: u32) {
    let alone = connection.unchecked_transaction().unwrap();
    inserting::insert(&alone, &receipt(number)).unwrap();
    alone.commit().unwrap();
}

/// Has each of 64 producers store its share of them, one after another.
async fn by_producers<F: Future<Output = ()> + Send>(
    what: &str,
    numbers: Range<u32>,
    store: impl Fn(u32) -> F + Send + Sync + 'static,
) -> f64 {
    let store = Arc::new(store);
    let since = Instant::now();
    let mut producers = JoinSet::new();
    for producer in 0..PRODUCERS {
        let (store, share) =
            (Arc::clone(&store), numbers.clone().skip(producer).step_by(PRODUCERS));
        producers.spawn(async move {
            for number in share {
                store(number).await;
            }
        });
    }
    producers.join_all().await;
    rate(what, numbers.end - numbers.start, since)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it takes a minute, and measures: see its module"]
async fn claims() {
    for waiting in [10_000, 1_000_000] {
        let place = Place::new();
        let store = Arc::new(place.open().await);
        fill(&place, 0, waiting);
        store.scrub().await.unwrap();
        let size = std::fs::metadata(place.file()).unwrap().len();
        println!(
            "{waiting} waiting: {} bytes each, bodies of 480 included",
            size / u64::from(waiting)
        );

        let since = Instant::now();
        assert_eq!(store.depth().await.unwrap().waiting, u64::from(waiting));
        println!("depth: {:?}", since.elapsed());

        let number = waiting.min(100_000);
        let since = Instant::now();
        let mut workers = JoinSet::new();
        for _ in 0..2 {
            workers.spawn(work(Arc::clone(&store), number / 2));
        }
        workers.join_all().await;
        rate("claimed in batches of 200, and done one by one", number, since);
    }
}

/// Claims and finishes so many.
async fn work(store: Arc<Sqlite>, number: u32) {
    for _ in 0..number / 200 {
        let lease = SignedDuration::from_secs(30);
        let claim = Claim {
            opt_outs_only: false,
            limit: 200,
            now: Timestamp::now(),
            lease,
            unended: Unended::Alone,
        };
        let claimed = store.claim(claim).await.unwrap();
        assert_eq!(claimed.len(), 200);
        let done = |lease| store.settle(lease, Settled::Done { at: Timestamp::now() });
        let settled: Vec<_> = claimed.iter().map(|claimed| done(claimed.lease)).collect();
        for settled in settled {
            assert!(settled.await.unwrap());
        }
    }
}

#[tokio::test]
#[ignore = "it takes a minute, and measures: see its module"]
async fn look_ups() {
    let place = Place::new();
    let store = place.open().await;
    let number = |number: u32| format!("{}", 61_491_570_000_u64 + u64::from(number));
    let consent = |person: u32| Consent {
        between: Pair { person: number(person), account: String::new() },
        opted_out: Some(Timestamp::now()),
        opted_in: None,
    };
    store.consent((0..1_000_000).step_by(10).map(consent).collect()).await.unwrap();
    let since = Instant::now();
    let mut found = 0;
    for thousands in (0..1_000_000).collect::<Vec<_>>().chunks(1000) {
        let persons = thousands.iter().map(|person| number(*person)).collect();
        found += store.consents_of(persons).await.unwrap().len();
    }
    assert_eq!(found, 100_000);
    rate("numbers looked up, one in ten of them found", 1_000_000, since);
}
