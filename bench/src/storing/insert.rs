use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use axum::routing::MethodRouter;
use kudosity_webhook_axum::{Webhook, webhook};
use rusqlite::Connection;
use sqlx::Executor;
use sqlx::postgres::PgPool;

use super::Database;
use crate::mount::receiver;

/// A handler that inserts each delivery by itself, as durably as the inbox.
pub(super) async fn mount(database: Database) -> MethodRouter {
    match database {
        Database::Sqlite(file) => mount_sqlite(&file),
        Database::Postgres(url) => mount_postgres(&url).await,
    }
}

fn mount_sqlite(file: &Path) -> MethodRouter {
    let database = Connection::open(file).unwrap();
    database.pragma_update(None, "journal_mode", "wal").unwrap();
    database.pragma_update(None, "synchronous", "full").unwrap();
    let table = "create table event (fingerprint blob primary key, body blob) without rowid";
    database.execute(table, []).unwrap();
    let database = Arc::new(Mutex::new(database));
    let handler = async move |Webhook(delivery): Webhook| {
        let inserting = tokio::task::spawn_blocking(move || {
            let (fingerprint, body) = (delivery.event.fingerprint(), &*delivery.body);
            let database = database.lock().unwrap();
            let insert = "insert into event values (?1, ?2) on conflict do nothing";
            let mut insert = database.prepare_cached(insert).unwrap();
            insert.execute((fingerprint.as_bytes(), body)).unwrap();
        });
        inserting.await.unwrap();
        StatusCode::OK
    };
    webhook(receiver(), handler)
}

async fn mount_postgres(url: &str) -> MethodRouter {
    // Ten connections, as is sqlx's default.
    let pool = PgPool::connect(url).await.unwrap();
    pool.execute("create table event (fingerprint bytea primary key, body bytea)").await.unwrap();
    let handler = async move |Webhook(delivery): Webhook| {
        let (fingerprint, body) = (delivery.event.fingerprint(), &*delivery.body);
        let insert = sqlx::query("insert into event values ($1, $2) on conflict do nothing");
        let insert = insert.bind(&fingerprint.as_bytes()[..]).bind(body);
        insert.execute(&pool).await.unwrap();
        StatusCode::OK
    };
    webhook(receiver(), handler)
}
