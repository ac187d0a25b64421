//! The ways to store a delivery before it is acknowledged.

// Where it is stored.
mod database;
// What an application would write first.
mod insert;

use std::fmt;
use std::net::SocketAddr;
use std::thread;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::MethodRouter;
use kudosity_webhook_axum::{Webhook, webhook, webhook_to};

use crate::mount::{PATH, receiver};
use crate::server::{listener, runtime};

pub use database::Database;

/// What is done with a delivery before it is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storing {
    /// Nothing: the receiver without an inbox.
    Nothing,
    /// It is committed by the inbox.
    Inbox,
    /// It is committed by the inbox, and worked meanwhile by a handler that does nothing.
    Worked,
    /// It is inserted into a table by the handler, with a commit of its own.
    Insert,
}

impl Storing {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Nothing, Self::Inbox, Self::Worked, Self::Insert];

    /// Serves it over loopback as long as the program runs, on a database of its own.
    pub fn serve(self, database: Database) -> SocketAddr {
        let (listener, address) = listener();
        thread::spawn(move || {
            runtime().block_on(async {
                let route = self.mount(database).await;
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, Router::new().route(PATH, route)).await.unwrap();
            });
        });
        address
    }

    async fn mount(self, database: Database) -> MethodRouter {
        match self {
            Self::Nothing => webhook(receiver(), async |_: Webhook| StatusCode::OK),
            Self::Inbox => webhook_to(receiver(), database.inbox().open().await.unwrap()),
            Self::Worked => {
                let inbox = database.inbox().open().await.unwrap();
                // They work for as long as they are kept.
                std::mem::forget(inbox.work(async |_| Ok(())));
                webhook_to(receiver(), inbox)
            }
            Self::Insert => insert::mount(database).await,
        }
    }
}

impl fmt::Display for Storing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "not stored",
            Self::Inbox => "inbox",
            Self::Worked => "inbox, and worked",
            Self::Insert => "an insert each",
        })
    }
}
