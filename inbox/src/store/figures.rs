//! What an engine does in a second, and how much of the disk it takes, with full `fsync`: on the disk of the
//! temporary folder, on a quiet machine, built for release.
//!
//! ```sh
//! cargo test --release -p kudosity-webhook-inbox --all-features --lib --test sums figures -- \
//!     --ignored --nocapture --test-threads 1
//! ```

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a figure is printed")]

use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use kudosity_webhook::event::{MessageStatus, Receipt};
use tokio::task::JoinSet;

use super::{Claim, Claimed, Engine, Inserted, Kept, Settled, Unended};
use crate::entry::{Entry, Lane};

/// How many events wait while some of them are claimed.
pub(crate) const WAITING: [u32; 2] = [10_000, 1_000_000];

const PRODUCERS: u32 = 64;
const WORKERS: u32 = 2;
/// How many are claimed at once.
const BATCH: u32 = 200;
/// How many are stored to see how much they take.
const EVENTS: u32 = 100_000;

/// A delivery receipt, as large as those that were seen; fingerprints come in no order.
fn receipt(number: u32) -> Entry {
    let scattered = u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    let id = format!("{number:08x}-4fd6-4a0e-9c0d-3f1a2b4c5d6e");
    Entry {
        fingerprint: scattered.to_le_bytes(),
        lane: Lane::Others,
        event_type: Some("SMS_STATUS".to_owned()),
        received_at: Timestamp::now(),
        body: Bytes::from(vec![b' '; 480]),
        authenticated_by: "secret 1 of 1".to_owned(),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        problem: None,
        opt_out: None,
        receipt: Some(Receipt::new(id, MessageStatus::Delivered, Timestamp::now())),
    }
}

/// Stores entries in a transaction each, as an application would that has not thought of groups, and by the
/// engine.
pub(crate) async fn inserts<F: Future<Output = ()> + Send>(
    engine: &Arc<dyn Engine>,
    alone: impl Fn(Entry) -> F + Clone + Send + Sync + 'static,
) {
    let one = by_producers(1, 0..2_000, alone.clone()).await;
    println!("1 producer, a transaction each: {one:.0} a second");
    let each = by_producers(PRODUCERS, 2_000..22_000, alone).await;
    println!("{PRODUCERS} producers, a transaction each: {each:.0} a second");
    let grouped = fill(engine, 22_000..150_000).await;
    println!("{PRODUCERS} producers, grouped: {grouped:.0} a second, {:.1} times", grouped / each);
}

/// Stores entries as fast as it goes; tells how many a second.
pub(crate) async fn fill(engine: &Arc<dyn Engine>, numbers: Range<u32>) -> f64 {
    let engine = Arc::clone(engine);
    let insert = move |entry| {
        let engine = Arc::clone(&engine);
        async move { assert_eq!(engine.insert(entry).await.unwrap(), Inserted::New) }
    };
    by_producers(PRODUCERS, numbers, insert).await
}

/// Has each of them store its share, one after another; tells how many a second.
async fn by_producers<F: Future<Output = ()> + Send>(
    number: u32,
    numbers: Range<u32>,
    store: impl Fn(Entry) -> F + Clone + Send + Sync + 'static,
) -> f64 {
    let since = Instant::now();
    let mut producers = JoinSet::new();
    for producer in 0..number {
        let share = numbers.clone().skip(producer as usize).step_by(number as usize);
        let store = store.clone();
        producers.spawn(async move {
            for number in share {
                store(receipt(number)).await;
            }
        });
    }
    producers.join_all().await;
    rate(numbers.end - numbers.start, since)
}

/// Claims some of what waits, and then claims and finishes as many.
pub(crate) async fn claims(engine: &Arc<dyn Engine>, waiting: u32) {
    let since = Instant::now();
    assert_eq!(engine.depth().await.unwrap().waiting, u64::from(waiting));
    println!("{waiting} waiting, counted in {:?}", since.elapsed());
    // As many as the workers share evenly.
    let number = (waiting / 2).min(100_000);
    let number = number - number % (WORKERS * BATCH);
    let since = Instant::now();
    for _ in 0..number / BATCH {
        claim(engine).await;
    }
    println!("claimed: {:.0} a second", rate(number, since));
    let since = Instant::now();
    work(engine, number).await;
    println!("claimed and finished: {:.0} a second", rate(number, since));
}

async fn claim(engine: &Arc<dyn Engine>) -> Vec<Claimed> {
    let claim = Claim {
        opt_outs_only: false,
        limit: BATCH as usize,
        now: Timestamp::now(),
        lease: SignedDuration::from_hours(1),
        unended: Unended::Alone,
    };
    let claimed = engine.claim(claim).await.unwrap();
    assert_eq!(claimed.len(), BATCH as usize);
    claimed
}

/// Has workers claim and finish so many.
async fn work(engine: &Arc<dyn Engine>, number: u32) {
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        let engine = Arc::clone(engine);
        workers.spawn(async move {
            for _ in 0..number / WORKERS / BATCH {
                let mut settling = JoinSet::new();
                for claimed in claim(&engine).await {
                    let engine = Arc::clone(&engine);
                    let done = Settled::Done { at: Timestamp::now() };
                    settling.spawn(async move { engine.settle(claimed.lease, done).await });
                }
                assert!(settling.join_all().await.into_iter().all(Result::unwrap));
            }
        });
    }
    workers.join_all().await;
}

/// Tells how much of the database an event takes, and how much once its body is purged; what is free, and
/// used again, is not `used`.
pub(crate) async fn growth(engine: &Arc<dyn Engine>, used: impl Fn() -> u64) {
    let empty = used();
    let each = || (used() - empty) / u64::from(EVENTS);
    fill(engine, 0..EVENTS).await;
    engine.scrub().await.unwrap();
    println!("an event takes {} bytes, with a body of 480", each());
    // Not all at once: room is made meanwhile, as it is where events come over days.
    for _ in 0..10 {
        work(engine, EVENTS / 10).await;
        while engine.purge(BODIES).await.unwrap() > 0 {}
        engine.scrub().await.unwrap();
    }
    println!("and {} bytes once its body is purged", each());
}

const BODIES: Kept = Kept {
    bodies_since: Timestamp::MAX,
    fingerprints_since: Timestamp::MIN,
    problems_since: None,
    limit: 500,
};

fn rate(number: u32, since: Instant) -> f64 {
    f64::from(number) / since.elapsed().as_secs_f64()
}
