//! The layer among other layers, around it and inside it, and what it does with bodies.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

// What it does with bodies.
mod bodies;

use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use kudosity_webhook::{Delivery, Receiver, Rejection, SharedSecret, WebhookLayer};
use tower::limit::ConcurrencyLimitLayer;
use tower::timeout::TimeoutLayer;
use tower::{Layer, Service, ServiceBuilder, ServiceExt, service_fn};
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;

type BoxError = Box<dyn Error + Send + Sync>;

const SECRET: &str = "a-secret-for-the-layer-tests";
const EVENT: &str = r#"{"event_type":"OPT_OUT","timestamp":"2026-02-03T04:05:06Z","opt_out":
    {"source":"SMS_INBOUND","source_message":{"recipient":"61491570006"}}}"#;

fn receiver() -> Receiver {
    Receiver::new(SharedSecret::new(SECRET).unwrap())
}

fn post<B>(secret: &str, body: B) -> Request<B> {
    let uri = format!("/webhooks/kudosity?secret={secret}");
    Request::post(uri).header("content-type", "application/json").body(body).unwrap()
}

/// Answers the person's number, 40 times over so that compressing it pays.
async fn person<B>(request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    let delivery = request.extensions().get::<Delivery>().unwrap();
    let person = delivery.event.person().unwrap().as_str().repeat(40);
    Ok(Response::new(Full::from(person)))
}

/// Sends one accepted and one rejected request through a stack.
async fn accepts_and_rejects<S, R>(mut service: S)
where
    S: Service<Request<Full<Bytes>>, Response = Response<R>>,
    S::Error: Into<BoxError>,
    R: Body<Error: Into<BoxError>>,
{
    for (secret, expected) in [(SECRET, 200), ("a-guess-at-the-secret", 403)] {
        let ready = service.ready().await.map_err(Into::into).unwrap();
        let response = ready.call(post(secret, Full::from(EVENT))).await;
        let response = response.map_err(Into::into).unwrap();
        assert_eq!(response.status(), expected);
        assert_eq!(response.extensions().get::<Rejection>().is_some(), expected == 403);
        let body = response.into_body().collect().await.map_err(Into::into).unwrap();
        let text = String::from_utf8(body.to_bytes().to_vec()).unwrap();
        let expected = if expected == 200 { "6149157000661491570006" } else { "not-authentic" };
        assert!(text.contains(expected), "{text}");
    }
}

#[tokio::test]
async fn other_layers_go_around_it() {
    let stack = ServiceBuilder::new()
        .layer(TraceLayer::new_for_http())
        .layer(TimeoutLayer::new(Duration::from_secs(5)))
        .layer(CompressionLayer::new())
        .layer(tower_http::timeout::TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            Duration::from_secs(5),
        ))
        .layer(ConcurrencyLimitLayer::new(1))
        .layer(WebhookLayer::new(receiver()))
        .service(service_fn(person));
    accepts_and_rejects(stack).await;
}

#[tokio::test]
async fn other_layers_go_inside_it() {
    let stack = ServiceBuilder::new()
        .layer(WebhookLayer::new(receiver()))
        .layer(ConcurrencyLimitLayer::new(1))
        .layer(TimeoutLayer::new(Duration::from_secs(5)))
        .layer(CompressionLayer::new())
        .layer(TraceLayer::new_for_http())
        .service(service_fn(person));
    accepts_and_rejects(stack).await;
}

#[tokio::test]
async fn a_compressed_answer_of_the_inner_service_stays_compressed() {
    let stack = ServiceBuilder::new()
        .layer(WebhookLayer::new(receiver()))
        .layer(CompressionLayer::new())
        .service(service_fn(person));
    let mut request = post(SECRET, Full::<Bytes>::from(EVENT));
    request.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
    let response = stack.oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(body.starts_with(&[0x1f, 0x8b]) && body.len() < 440);
}

/// Counts how often a service was called that had not been made ready.
struct Readiness {
    ready: bool,
    unready_calls: Arc<AtomicUsize>,
}

impl Clone for Readiness {
    fn clone(&self) -> Self {
        Self { ready: false, unready_calls: Arc::clone(&self.unready_calls) }
    }
}

impl Service<Request<Full<Bytes>>> for Readiness {
    type Response = Response<Full<Bytes>>;
    type Error = &'static str;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.ready = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Full<Bytes>>) -> Self::Future {
        if !std::mem::take(&mut self.ready) {
            self.unready_calls.fetch_add(1, Ordering::Relaxed);
        }
        std::future::ready(Err("the inner service failed"))
    }
}

#[tokio::test]
async fn it_calls_the_service_that_was_made_ready_and_passes_its_error_on() {
    let unready_calls = Arc::new(AtomicUsize::new(0));
    let inner = Readiness { ready: false, unready_calls: Arc::clone(&unready_calls) };
    let mut service = WebhookLayer::new(receiver()).layer(inner);
    for _ in 0..3 {
        let request = post(SECRET, Full::<Bytes>::from(EVENT));
        let ready = ServiceExt::<Request<Full<Bytes>>>::ready(&mut service).await.unwrap();
        assert_eq!(ready.call(request).await.unwrap_err(), "the inner service failed");
    }
    assert_eq!(unready_calls.load(Ordering::Relaxed), 0);
}
