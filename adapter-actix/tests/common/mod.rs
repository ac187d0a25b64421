//! What the tests share: a receiver, requests for it, and what is answered to them.

#![allow(dead_code, reason = "every test takes a part of it")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::body::to_bytes;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::{self, Bytes, Data, PayloadConfig, ServiceConfig};
use actix_web::{App, FromRequest, Handler, HttpServer, Responder, rt};
use kudosity_webhook_actix::{Receiver, SharedSecret, webhook};

pub(crate) const PATH: &str = "/webhooks/kudosity";
pub(crate) const URL: &str = "/webhooks/kudosity?secret=an-example-of-a-secret";

pub(crate) fn receiver() -> Receiver {
    Receiver::new(SharedSecret::new("an-example-of-a-secret").unwrap())
}

/// An event with an unknown field of so many bytes.
pub(crate) fn event(padding: usize) -> String {
    let padding = "x".repeat(padding);
    format!(
        r#"{{"event_type":"LINK_HIT","timestamp":"2026-02-03T04:05:06Z","padding":"{padding}",
            "link_hit":{{"hits":1,"url":"https://shop.example.com/",
            "source_message":{{"recipient":"61491570006"}}}}}}"#
    )
}

pub(crate) fn post(url: &str, body: impl Into<Bytes>) -> TestRequest {
    let body = body.into();
    TestRequest::post()
        .uri(url)
        .insert_header(("content-type", "application/json"))
        .insert_header(("content-length", body.len()))
        .set_payload(body)
}

/// Mounts a handler by `webhook`.
pub(crate) fn by_webhook<F, Args>(
    receiver: Receiver,
    handler: F,
) -> impl FnOnce(&mut ServiceConfig) + Clone
where
    F: Handler<Args, Output: Responder>,
    Args: FromRequest + 'static,
{
    move |config| {
        config.service(webhook(PATH, receiver, handler));
    }
}

/// Mounts a handler as actix-web has it, for the extractor to receive.
pub(crate) fn by_extractor<F, Args>(
    receiver: Receiver,
    handler: F,
) -> impl FnOnce(&mut ServiceConfig) + Clone
where
    F: Handler<Args, Output: Responder>,
    Args: FromRequest + 'static,
{
    move |config| {
        let limit = PayloadConfig::new(receiver.max_body_size());
        let resource = web::resource(PATH).app_data(limit);
        config.app_data(receiver).service(resource.route(web::route().to(handler)));
    }
}

/// How often a handler ran.
#[derive(Clone, Default)]
pub(crate) struct Runs(Arc<AtomicUsize>);

impl Runs {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Adds them to the application, for its handlers.
    pub(crate) fn share(&self, config: &mut ServiceConfig) {
        config.app_data(Data::new(self.clone()));
    }
}

/// What was answered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn new<'a>(
        status: u16,
        headers: impl Iterator<Item = (&'a str, &'a [u8])>,
        body: Bytes,
    ) -> Self {
        let text = |value: &[u8]| String::from_utf8(value.to_vec()).unwrap();
        let mut headers: Vec<_> = headers.map(|(name, it)| (name.to_owned(), text(it))).collect();
        headers.sort();
        Self { status, headers, body }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(header, _)| header == name)?;
        Some(value)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// Has an application answer a request.
pub(crate) async fn ask(
    configure: impl FnOnce(&mut ServiceConfig),
    request: TestRequest,
) -> Answer {
    let app = init_service(App::new().configure(configure)).await;
    let response = call_service(&app, request.to_request()).await;
    let (head, body) = response.into_parts().1.into_parts();
    let body = to_bytes(body).await.unwrap();
    let headers = head.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Answer::new(head.status().as_u16(), headers, body)
}

/// Serves an application on a socket, over HTTP/1.1 and HTTP/2, until the test ends.
pub(crate) fn serve(
    configure: impl FnOnce(&mut ServiceConfig) + Clone + Send + 'static,
) -> SocketAddr {
    let server = HttpServer::new(move || App::new().configure(configure.clone()));
    let server = server.workers(1).disable_signals().bind_auto_h2c(("127.0.0.1", 0)).unwrap();
    let address = server.addrs()[0];
    rt::spawn(server.run());
    address
}
