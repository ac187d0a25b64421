//! Measures, by hand: see [`figures`].

use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use super::*;
use crate::store::figures;
use crate::store::instant::stored;

async fn made() -> (Server, Arc<dyn Engine>) {
    let (server, inbox) = opened();
    inbox.words().await.unwrap();
    (server, inbox)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures: see BENCHMARKS.md"]
async fn inserts() {
    let (server, inbox) = made().await;
    let pool = PgPoolOptions::new().max_connections(16).connect(&server.url()).await.unwrap();
    let alone = move |entry| {
        let pool = pool.clone();
        async move { insert_alone(&pool, &entry).await }
    };
    figures::inserts(&inbox, alone).await;
}

async fn insert_alone(pool: &PgPool, entry: &Entry) {
    let insert = "WITH new AS ( \
             INSERT INTO kudosity_inbox.entry (fingerprint, lane, state, due, received_at, event_type, \
                 authenticated_by, traceparent, body) \
             VALUES ($1, 1, 0, $2, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id \
         ) INSERT INTO kudosity_inbox.receipt (entry, message_id, status, at) \
         SELECT id, $7, $8, $9 FROM new";
    let receipt = entry.receipt.as_ref().unwrap();
    let insert = sqlx::query(insert)
        .bind(entry.fingerprint.as_slice())
        .bind(stored(entry.received_at))
        .bind(entry.event_type.as_deref().map(str::as_bytes))
        .bind(entry.authenticated_by.as_bytes())
        .bind(entry.traceparent.as_deref().map(str::as_bytes))
        .bind(entry.body.as_ref())
        .bind(receipt.id.as_str().as_bytes())
        .bind(receipt.status.as_str().as_bytes())
        .bind(stored(receipt.at));
    insert.execute(pool).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures: see BENCHMARKS.md"]
async fn claims() {
    for waiting in figures::WAITING {
        let (server, inbox) = made().await;
        figures::fill(&inbox, 0..waiting).await;
        server.ask("VACUUM ANALYZE").unwrap();
        figures::claims(&inbox, waiting).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures: see BENCHMARKS.md"]
async fn growth() {
    let (server, inbox) = made().await;
    server.ask("CREATE EXTENSION pg_freespacemap").unwrap();
    let used = "SELECT sum(pg_total_relation_size(oid) \
             - (SELECT coalesce(sum(avail), 0) FROM pg_freespace(oid::regclass))) \
         FROM pg_class WHERE relnamespace = 'kudosity_inbox'::regnamespace AND relkind = 'r'";
    figures::growth(&inbox, || server.ask(used).unwrap().parse().unwrap()).await;
}
