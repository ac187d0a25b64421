//! Every mount answers as every other receiver does, over real sockets.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::future::{Ready, ready};
use std::net::SocketAddr;

use kudosity_webhook_simulator::conformance::{Recorder, assert_conforms};
use kudosity_webhook_warp::{Webhook, delivery, recover, webhook, webhook_to};
use tokio::net::TcpListener;
use warp::filters::BoxedFilter;
use warp::http::StatusCode;
use warp::{Filter, Reply};

const PATH: &str = "/webhooks/kudosity";

fn on_event(recorder: &Recorder, Webhook(delivery): Webhook) -> Ready<StatusCode> {
    recorder.record(&delivery.event);
    ready(StatusCode::OK)
}

async fn serve<R: Reply + 'static>(hooks: BoxedFilter<(R,)>) -> SocketAddr {
    let routes = warp::path!("webhooks" / "kudosity").and(hooks);
    let routes = routes.or(warp::any().map(|| "a catch-all, which must never answer"));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(warp::serve(routes).incoming(listener).run());
    addr
}

#[tokio::test]
async fn a_mounted_handler_conforms() {
    assert_conforms(PATH, async |receiver, recorder| {
        serve(webhook(receiver, move |webhook| on_event(&recorder, webhook)).boxed()).await
    })
    .await;
}

#[tokio::test]
async fn a_mounted_sink_conforms() {
    assert_conforms(PATH, async |receiver, recorder| {
        serve(webhook_to(receiver, recorder).boxed()).await
    })
    .await;
}

#[tokio::test]
async fn a_chain_with_recover_conforms() {
    assert_conforms(PATH, async |receiver, recorder| {
        let hooks = delivery(receiver).then(move |webhook| on_event(&recorder, webhook));
        serve(hooks.recover(recover).boxed()).await
    })
    .await;
}
