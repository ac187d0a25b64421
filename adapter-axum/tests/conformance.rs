//! Every mount answers as every other receiver does, over real sockets.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::SocketAddr;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use kudosity_webhook_axum::{Webhook, WebhookLayer, webhook, webhook_to};
use kudosity_webhook_simulator::conformance::{Recorder, assert_conforms};
use tokio::net::TcpListener;

const PATH: &str = "/webhooks/kudosity";

async fn on_event(State(recorder): State<Recorder>, Webhook(delivery): Webhook) {
    recorder.record(&delivery.event);
}

async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, app).await });
    addr
}

#[tokio::test]
async fn a_mounted_handler_conforms() {
    assert_conforms(PATH, async |receiver, recorder| {
        let route = webhook(receiver, on_event);
        serve(Router::new().route(PATH, route).with_state(recorder)).await
    })
    .await;
}

#[tokio::test]
async fn a_handler_behind_the_layer_conforms() {
    assert_conforms(PATH, async |receiver, recorder| {
        let route = post(on_event).layer(WebhookLayer::new(receiver));
        serve(Router::new().route(PATH, route).with_state(recorder)).await
    })
    .await;
}

#[tokio::test]
async fn a_mounted_sink_conforms() {
    assert_conforms(PATH, async |receiver, recorder| {
        serve(Router::new().route(PATH, webhook_to(receiver, recorder))).await
    })
    .await;
}
