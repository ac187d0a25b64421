//! An inbox behind `webhook_to` of each framework: what is answered 200 over a socket is stored, once.

#![cfg(feature = "sqlite")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::net::SocketAddr;

use kudosity_webhook_inbox::{Inbox, Receiver, SharedSecret, State};
use kudosity_webhook_simulator::provider::Provider;
use kudosity_webhook_simulator::sender::Sender;
use tempfile::TempDir;
use tokio::net::TcpListener;
use warp::Filter;

const SECRET: &str = "kQ7-an-example-only-do-not-use";
const PATH: &str = "/webhooks/kudosity";

/// Authentic, and no event.
const UNREADABLE: &str = r#"{"event_type": "SMS_STATUS"}"#;

async fn opened() -> (TempDir, Inbox) {
    let folder = tempfile::tempdir().unwrap();
    let inbox = Inbox::sqlite(folder.path().join("inbox.db")).open().await.unwrap();
    (folder, inbox)
}

fn receiver() -> Receiver {
    Receiver::new(SharedSecret::new(SECRET).unwrap())
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// What is delivered there is in the inbox.
async fn is_stored(address: SocketAddr, inbox: &Inbox) {
    let url = format!("http://{address}{PATH}?secret={SECRET}");
    let sender = Sender::new(url.parse().unwrap());
    let event = Provider::seeded(1).opt_out().body();
    for body in [event.clone(), event.clone(), UNREADABLE.into(), UNREADABLE.into()] {
        let answer = sender.deliver(body, |_| {}).await.answer.unwrap();
        assert_eq!(answer.status, 200);
    }
    let seen = inbox.outcomes();
    assert_eq!((seen.stored, seen.quarantined, seen.repeats), (1, 1, 2));
    for (state, body) in [(State::Waiting, event), (State::Quarantined, UNREADABLE.into())] {
        let [entry] = &inbox.list(state, 0, 9).await.unwrap()[..] else {
            panic!("one entry, {state:?}")
        };
        assert_eq!(inbox.show(entry.id).await.unwrap().unwrap().body, Some(body));
    }
}

#[tokio::test]
async fn on_axum() {
    let (_folder, inbox) = opened().await;
    let (listener, address) = listener().await;
    let route = kudosity_webhook_axum::webhook_to(receiver(), inbox.clone());
    let app = axum::Router::new().route(PATH, route);
    tokio::spawn(async { axum::serve(listener, app).await });
    is_stored(address, &inbox).await;
}

#[tokio::test]
async fn on_actix_web() {
    let (_folder, inbox) = opened().await;
    let sink = inbox.clone();
    let app = move || {
        let mounted = kudosity_webhook_actix::webhook_to(PATH, receiver(), sink.clone());
        actix_web::App::new().service(mounted)
    };
    let server = actix_web::HttpServer::new(app).workers(1).disable_signals();
    let server = server.bind(("127.0.0.1", 0)).unwrap();
    let address = server.addrs()[0];
    tokio::spawn(server.run());
    is_stored(address, &inbox).await;
}

#[tokio::test]
async fn on_warp() {
    let (_folder, inbox) = opened().await;
    let (listener, address) = listener().await;
    let mounted = kudosity_webhook_warp::webhook_to(receiver(), inbox.clone());
    let app = warp::path!("webhooks" / "kudosity").and(mounted);
    tokio::spawn(warp::serve(app).incoming(listener).run());
    is_stored(address, &inbox).await;
}
