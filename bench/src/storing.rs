use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::MethodRouter;
use kudosity_webhook_axum::{Webhook, webhook, webhook_to};
use kudosity_webhook_inbox::{Inbox, StoreError};
use rusqlite::Connection;

use crate::mount::{PATH, receiver};
use crate::server::{listener, runtime};

/// What is done with a delivery before it is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storing {
    /// Nothing: the receiver without an inbox.
    Nothing,
    /// It is committed by the inbox, on SQLite.
    Inbox,
    /// It is inserted into a table of SQLite's by the handler, with a commit of its own.
    Insert,
}

impl Storing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Inbox, Self::Insert];

    /// Serves it over loopback as long as the program runs, on files in a directory.
    pub fn serve(self, directory: &Path) -> SocketAddr {
        let (listener, address) = listener();
        let directory = directory.to_owned();
        thread::spawn(move || {
            runtime().block_on(async {
                let route = self.mount(&directory).await.unwrap();
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, Router::new().route(PATH, route)).await.unwrap();
            });
        });
        address
    }

    async fn mount(self, directory: &Path) -> Result<MethodRouter, StoreError> {
        Ok(match self {
            Self::Nothing => webhook(receiver(), async |_: Webhook| StatusCode::OK),
            Self::Inbox => {
                let inbox = Inbox::sqlite(directory.join("inbox.db")).open().await?;
                webhook_to(receiver(), inbox)
            }
            Self::Insert => insert(&directory.join("insert.db")),
        })
    }
}

/// What an application would write first, as durable as the inbox.
fn insert(path: &Path) -> MethodRouter {
    let database = Connection::open(path).unwrap();
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

impl fmt::Display for Storing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "not stored",
            Self::Inbox => "inbox",
            Self::Insert => "an insert each",
        })
    }
}
