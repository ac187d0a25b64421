//! An inbox in a place of its own, mounted on axum, and the provider that delivers to it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "no test needs all of it")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use axum::Router;
use bytes::Bytes;
use kudosity_webhook_axum::{Receiver, ReceiverBuilder, SharedSecret, webhook_to};
use kudosity_webhook_inbox::{Inbox, InboxBuilder, Outcomes};
use kudosity_webhook_simulator::client::Response;
use kudosity_webhook_simulator::sender::Sender;
#[cfg(feature = "postgres")]
use private_postgres::Server;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::time::sleep;

const SECRET: &str = "kQ7-an-example-only-do-not-use";
const PATH: &str = "/webhooks/kudosity";

pub(crate) struct Served<P = TempDir> {
    pub(crate) inbox: Inbox,
    pub(crate) sender: Sender,
    /// What the database is in: a directory, or a server.
    pub(crate) place: P,
}

/// Serves an inbox as it is by default.
pub(crate) async fn serve() -> Served {
    serve_as(|inbox| inbox, |receiver| receiver).await
}

/// Serves an inbox with these settings, its own and its receiver's.
pub(crate) async fn serve_as(
    set: impl FnOnce(InboxBuilder) -> InboxBuilder,
    receive: impl FnOnce(ReceiverBuilder) -> ReceiverBuilder,
) -> Served {
    let directory = tempfile::tempdir().unwrap();
    let inbox = set(Inbox::sqlite(directory.path().join("inbox.db")));
    serve_in(directory, inbox, receive).await
}

/// Serves an inbox as it is by default, on a PostgreSQL of its own.
#[cfg(feature = "postgres")]
pub(crate) async fn serve_on_postgres() -> Served<Server> {
    let server = Server::start().unwrap();
    let inbox = Inbox::postgres(server.url());
    serve_in(server, inbox, |receiver| receiver).await
}

async fn serve_in<P>(
    place: P,
    inbox: InboxBuilder,
    receive: impl FnOnce(ReceiverBuilder) -> ReceiverBuilder,
) -> Served<P> {
    let inbox = inbox.open().await.unwrap();
    let receiver = receive(Receiver::builder(SharedSecret::new(SECRET).unwrap())).build();
    let app = Router::new().route(PATH, webhook_to(receiver, inbox.clone()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}{PATH}?secret={SECRET}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, app).await });
    Served { inbox, sender: Sender::new(url.parse().unwrap()), place }
}

impl Served {
    pub(crate) fn database(&self) -> PathBuf {
        self.place.path().join("inbox.db")
    }
}

impl<P> Served<P> {
    /// Delivers a body once, and gives the answer.
    pub(crate) async fn deliver(&self, body: impl Into<Bytes>) -> Response {
        self.sender.deliver(body, |_| {}).await.answer.unwrap()
    }

    pub(crate) async fn status(&self, body: impl Into<Bytes>) -> u16 {
        self.deliver(body).await.status.as_u16()
    }

    /// Waits until something has become of what was delivered.
    pub(crate) async fn until(&self, so: impl Fn(Outcomes) -> bool) {
        let began = Instant::now();
        while !so(self.inbox.outcomes()) {
            let seen = self.inbox.outcomes();
            assert!(began.elapsed() < Duration::from_secs(30), "not so: {seen:?}");
            sleep(ms(2)).await;
        }
    }
}

pub(crate) const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
