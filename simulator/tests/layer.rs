//! Every case against core's layer, in front of a bare service of tower's on hyper.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod common;

use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Bytes;
use kudosity_webhook::{Delivery, WebhookLayer};
use kudosity_webhook_simulator::conformance::{Credential, Recorder, Server, receiver, run};
use tower::{ServiceBuilder, service_fn};

use common::{Answer, serve};

async fn run_against_the_layer(credential: Credential) {
    let recorder = Recorder::new();
    let seen = recorder.clone();
    let on_event = move |request: Request<Full<Bytes>>| {
        let delivery: Option<&Delivery> = request.extensions().get();
        seen.record(&delivery.expect("the layer put it there").event);
        async { Answer::Ok(Response::default()) }
    };
    let service = ServiceBuilder::new()
        .layer(WebhookLayer::new(receiver(credential)))
        .service(service_fn(on_event));
    let path = "/webhooks/kudosity".to_owned();
    let server = Server { addr: serve(service).await, path, credential, recorder };
    run(&server).await.assert_passed();
}

#[tokio::test]
async fn the_layer_passes_with_a_secret_in_the_query() {
    run_against_the_layer(Credential::Query).await;
}

#[tokio::test]
async fn the_layer_passes_with_a_secret_in_a_header() {
    run_against_the_layer(Credential::Header).await;
}

#[tokio::test]
async fn the_layer_passes_with_a_secret_in_basic_authentication() {
    run_against_the_layer(Credential::Basic).await;
}
