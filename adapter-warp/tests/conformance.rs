//! Every mount answers as every other receiver does, over a real socket.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::future::{Ready, ready};

use kudosity_webhook_simulator::conformance::{Credential, Recorder, Server, receiver, run};
use kudosity_webhook_warp::{
    Busy, Delivery, Receiver, Sink, Webhook, delivery, recover, webhook, webhook_to,
};
use tokio::net::TcpListener;
use warp::filters::BoxedFilter;
use warp::http::StatusCode;
use warp::reply::Response;
use warp::{Filter, Reply};

struct Recording(Recorder);

impl Sink for Recording {
    async fn deliver(&self, delivery: Delivery) -> Result<(), Busy> {
        self.0.record(&delivery.event);
        Ok(())
    }
}

fn on_event(recorder: &Recorder, Webhook(delivery): Webhook) -> Ready<StatusCode> {
    recorder.record(&delivery.event);
    ready(StatusCode::OK)
}

async fn conforms(mount: impl Fn(Receiver, Recorder) -> BoxedFilter<(Response,)>) {
    for credential in Credential::ALL {
        let recorder = Recorder::new();
        let hooks = mount(receiver(credential), recorder.clone());
        let routes = warp::path!("webhooks" / "kudosity").and(hooks);
        let routes = routes.or(warp::any().map(|| "a catch-all, which must never answer"));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let serving = tokio::spawn(warp::serve(routes).incoming(listener).run());
        let server = Server { addr, path: "/webhooks/kudosity".to_owned(), credential, recorder };
        run(&server).await.assert_passed();
        serving.abort();
    }
}

#[tokio::test]
async fn a_mounted_handler_conforms() {
    conforms(|receiver, recorder| {
        webhook(receiver, move |webhook| on_event(&recorder, webhook)).boxed()
    })
    .await;
}

#[tokio::test]
async fn a_mounted_sink_conforms() {
    conforms(|receiver, recorder| webhook_to(receiver, Recording(recorder)).boxed()).await;
}

#[tokio::test]
async fn a_chain_with_recover_conforms() {
    conforms(|receiver, recorder| {
        let hooks = delivery(receiver).then(move |webhook| on_event(&recorder, webhook));
        hooks.recover(recover).map(Reply::into_response).boxed()
    })
    .await;
}
