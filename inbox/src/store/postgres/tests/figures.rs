//! Measures; by hand, on a quiet machine, built for release (see BENCHMARKS.md).

use std::time::Instant;

use super::*;

const PRODUCERS: u64 = 64;

/// As many waiting entries as are wanted, each as large as a receipt.
fn fill(server: &Server, waiting: u64) {
    let entries = "INSERT INTO kudosity_inbox.entry (fingerprint, lane, state, due, received_at, \
             event_type, authenticated_by, traceparent, body) \
         SELECT decode(md5(n::text), 'hex'), 1, 0, n, n, 'SMS_STATUS', 'secret 1 of 1', \
             convert_to(repeat('a', 55), 'UTF8'), convert_to(repeat('b', 480), 'UTF8')";
    let receipts = "INSERT INTO kudosity_inbox.receipt (entry, at, message_id, status) \
         SELECT n, n, convert_to(gen_random_uuid()::text, 'UTF8'), 'DELIVERED'";
    for rows in [entries, receipts] {
        server.ask(&format!("{rows} FROM generate_series(1, {waiting}) AS n")).unwrap();
    }
    server.ask("VACUUM ANALYZE").unwrap();
    let size = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class \
         WHERE relnamespace = 'kudosity_inbox'::regnamespace AND relkind = 'r'";
    let size: u64 = server.ask(size).unwrap().parse().unwrap();
    println!("{waiting} waiting: {} bytes each, bodies of 480 included", size / waiting);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn figures_of_inserts() {
    let (server, inbox) = opened();
    inbox.words().await.unwrap();
    let alone = inserts_a_second(&inbox, 1, 0, 500).await;
    println!("one producer, so one transaction each: {alone:.0} a second");
    let naive = naive_inserts_a_second(&server, 100).await;
    println!("{PRODUCERS} producers, one transaction each: {naive:.0} a second");
    let grouped = inserts_a_second(&inbox, PRODUCERS, 1, 1000).await;
    println!("{PRODUCERS} producers, grouped: {grouped:.0} a second, {:.1} times", grouped / naive);
}

async fn inserts_a_second(inbox: &Arc<Postgres>, producers: u64, run: u64, each: u64) -> f64 {
    let started = Instant::now();
    let producing: Vec<_> = (0..producers)
        .map(|producer| {
            let inbox = Arc::clone(inbox);
            tokio::spawn(async move {
                for number in 0..each {
                    let number = (run << 60) + (producer << 32) + number;
                    let body = Bytes::from(vec![b'b'; 400]);
                    inbox.insert(Entry { body, ..entry(number) }).await.unwrap();
                }
            })
        })
        .collect();
    for producer in producing {
        producer.await.unwrap();
    }
    (producers * each) as f64 / started.elapsed().as_secs_f64()
}

/// As a handler would do it that inserts a row by itself.
async fn naive_inserts_a_second(server: &Server, each: u64) -> f64 {
    let pool = sqlx::postgres::PgPoolOptions::new().max_connections(16);
    let pool = pool.connect(&server.url()).await.unwrap();
    let started = Instant::now();
    let producing: Vec<_> = (0..PRODUCERS)
        .map(|producer| {
            let pool = pool.clone();
            tokio::spawn(async move {
                for number in 0..each {
                    let mut entry = entry((producer << 32) + number);
                    entry.fingerprint[15] = 1;
                    let insert = "INSERT INTO kudosity_inbox.entry (fingerprint, lane, state, due, \
                         received_at, authenticated_by, body) VALUES ($1, 1, 0, 1, 1, 'a', $2) \
                         ON CONFLICT DO NOTHING";
                    let insert = sqlx::query(insert).bind(entry.fingerprint.as_slice());
                    insert.bind(vec![b'b'; 400]).execute(&pool).await.unwrap();
                }
            })
        })
        .collect();
    for producer in producing {
        producer.await.unwrap();
    }
    (PRODUCERS * each) as f64 / started.elapsed().as_secs_f64()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn figures_of_claims() {
    for waiting in [10_000, 1_000_000] {
        let (server, inbox) = opened();
        inbox.words().await.unwrap();
        fill(&server, waiting);
        let (mut claiming, mut settling, mut worked) = (0.0, 0.0, 0.0);
        while worked < 10_000.0 {
            let started = Instant::now();
            let claimed = claim(&inbox, 200).await;
            claiming += started.elapsed().as_secs_f64();
            let started = Instant::now();
            let ending: Vec<_> = claimed
                .iter()
                .map(|claimed| {
                    let (inbox, lease) = (Arc::clone(&inbox), claimed.lease);
                    tokio::spawn(async move { done(&inbox, lease).await })
                })
                .collect();
            for ended in ending {
                assert!(ended.await.unwrap());
            }
            settling += started.elapsed().as_secs_f64();
            worked += claimed.len() as f64;
        }
        println!(
            "{waiting} waiting, 200 at a time: {:.0} claims a second, {:.0} ends a second, \
             {:.0} of both",
            worked / claiming,
            worked / settling,
            worked / (claiming + settling)
        );
    }
}
