//! Every mount answers as every other receiver does, over a real socket.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use kudosity_webhook_axum::{
    Busy, Delivery, Receiver, Sink, Webhook, WebhookLayer, webhook, webhook_to,
};
use kudosity_webhook_simulator::conformance::{Credential, Recorder, Server, receiver, run};
use tokio::net::TcpListener;

const PATH: &str = "/webhooks/kudosity";

async fn on_event(State(recorder): State<Recorder>, Webhook(delivery): Webhook) {
    recorder.record(&delivery.event);
}

struct Recording(Recorder);

impl Sink for Recording {
    async fn deliver(&self, delivery: Delivery) -> Result<(), Busy> {
        self.0.record(&delivery.event);
        Ok(())
    }
}

async fn conforms(mount: impl Fn(Receiver, Recorder) -> Router) {
    for credential in Credential::ALL {
        let recorder = Recorder::new();
        let app = mount(receiver(credential), recorder.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let serving = tokio::spawn(async { axum::serve(listener, app).await });
        let server = Server { addr, path: PATH.to_owned(), credential, recorder };
        run(&server).await.assert_passed();
        serving.abort();
    }
}

#[tokio::test]
async fn a_mounted_handler_conforms() {
    conforms(|receiver, recorder| {
        Router::new().route(PATH, webhook(receiver, on_event)).with_state(recorder)
    })
    .await;
}

#[tokio::test]
async fn a_handler_behind_the_layer_conforms() {
    conforms(|receiver, recorder| {
        let route = post(on_event).layer(WebhookLayer::new(receiver));
        Router::new().route(PATH, route).with_state(recorder)
    })
    .await;
}

#[tokio::test]
async fn a_mounted_sink_conforms() {
    conforms(|receiver, recorder| {
        Router::new().route(PATH, webhook_to(receiver, Recording(recorder)))
    })
    .await;
}
