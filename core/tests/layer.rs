//! The layer among other layers, around it and inside it, and what it does with bodies.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::convert::Infallible;
use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full, StreamBody};
use kudosity_webhook::{Delivery, Receiver, Rejection, RejectionKind, SharedSecret, WebhookLayer};
use tokio::sync::mpsc;
use tower::limit::ConcurrencyLimitLayer;
use tower::timeout::TimeoutLayer;
use tower::{Layer, Service, ServiceBuilder, ServiceExt, service_fn};
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
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

type Chunk = Result<Frame<Bytes>, BoxError>;

/// A body that a test feeds chunk by chunk.
fn fed_body() -> (mpsc::UnboundedSender<Chunk>, impl Body<Data = Bytes, Error = BoxError> + Unpin) {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let stream = futures_of(move |cx| receiver.poll_recv(cx));
    (sender, StreamBody::new(stream))
}

/// A stream of a poll function.
fn futures_of<T>(
    poll: impl FnMut(&mut Context<'_>) -> Poll<Option<T>> + Unpin,
) -> impl futures_core::Stream<Item = T> + Unpin {
    struct PollFn<F>(F);
    impl<T, F: FnMut(&mut Context<'_>) -> Poll<Option<T>> + Unpin> futures_core::Stream for PollFn<F> {
        type Item = T;
        fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
            (self.0)(cx)
        }
    }
    PollFn(poll)
}

async fn unreachable<B>(_: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    panic!("the inner service was called")
}

fn kind<B>(response: &Response<B>) -> RejectionKind {
    response.extensions().get::<Rejection>().unwrap().kind().clone()
}

#[tokio::test]
async fn chunks_of_a_body_are_joined() {
    let (sender, body) = fed_body();
    for chunk in EVENT.as_bytes().chunks(7) {
        sender.send(Ok(Frame::data(Bytes::copy_from_slice(chunk)))).unwrap();
    }
    sender.send(Ok(Frame::trailers(http::HeaderMap::new()))).unwrap();
    drop(sender);
    let service = WebhookLayer::new(receiver()).layer(service_fn(person));
    let response = service.oneshot(post(SECRET, body)).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

/// A body that knows where it ends.
struct Whole(Option<Bytes>);

impl Body for Whole {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(Some(Ok(Frame::data(self.0.take().expect("it is at its end")))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }
}

#[tokio::test]
async fn a_body_that_is_at_its_end_is_asked_for_no_more() {
    let body = Whole(Some(Bytes::from_static(EVENT.as_bytes())));
    let service = WebhookLayer::new(receiver()).layer(service_fn(person));
    let response = service.oneshot(post(SECRET, body)).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_inner_service_gets_the_bytes_that_came() {
    let body = Bytes::from_static(EVENT.as_bytes());
    let came = body.clone();
    let same = move |request: Request<Full<Bytes>>| {
        let came = came.clone();
        async move {
            let delivery = request.extensions().get::<Delivery>().unwrap().clone();
            let body = request.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(body.as_ptr(), came.as_ptr());
            assert_eq!(delivery.body.as_ptr(), came.as_ptr());
            Ok::<_, Infallible>(Response::new(Full::<Bytes>::default()))
        }
    };
    let service = WebhookLayer::new(receiver()).layer(service_fn(same));
    let response = service.oneshot(post(SECRET, Full::new(body))).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_trickles_is_answered_408_when_its_time_is_over() {
    let (sender, body) = fed_body();
    tokio::spawn(async move {
        for byte in EVENT.as_bytes() {
            let _ = sender.send(Ok(Frame::data(Bytes::copy_from_slice(&[*byte]))));
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    let started = tokio::time::Instant::now();
    let service = WebhookLayer::new(receiver()).layer(service_fn(unreachable));
    let response = service.oneshot(post(SECRET, body)).await.unwrap();
    let limit = Duration::from_secs(10);
    assert_eq!(kind(&response), RejectionKind::BodyTimeout { limit });
    assert_eq!(started.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_body_of_which_no_more_comes_is_answered_408_too() {
    let started = tokio::time::Instant::now();
    let frames = futures_of(|_| Poll::<Option<Result<Frame<Bytes>, BoxError>>>::Pending);
    let service = WebhookLayer::new(receiver()).layer(service_fn(unreachable));
    let answered = service.oneshot(post(SECRET, StreamBody::new(frames)));
    let response = tokio::time::timeout(Duration::from_secs(60), answered).await.unwrap().unwrap();
    assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
    assert_eq!(started.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn a_body_that_always_has_a_next_frame_is_answered_408_too() {
    let frames = futures_of(|_| Poll::Ready(Some(Ok::<_, BoxError>(Frame::data(Bytes::new())))));
    let secret = SharedSecret::new(SECRET).unwrap();
    let receiver = Receiver::builder(secret).body_timeout(Duration::from_millis(50)).build();
    let service = WebhookLayer::new(receiver).layer(service_fn(unreachable));
    let response = service.oneshot(post(SECRET, StreamBody::new(frames))).await.unwrap();
    assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
}

#[tokio::test]
async fn a_body_may_take_for_ever_where_the_application_says_so() {
    let secret = SharedSecret::new(SECRET).unwrap();
    let receiver = Receiver::builder(secret).body_timeout(Duration::MAX).build();
    let (sender, body) = fed_body();
    tokio::spawn(async move {
        tokio::task::yield_now().await;
        let _ = sender.send(Ok(Frame::data(Bytes::from_static(EVENT.as_bytes()))));
    });
    let service = WebhookLayer::new(receiver).layer(service_fn(person));
    let response = service.oneshot(post(SECRET, body)).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_limit_of_the_application_is_answered_413() {
    let stack = ServiceBuilder::new()
        .layer(RequestBodyLimitLayer::new(20))
        .layer(WebhookLayer::new(receiver()))
        .service(service_fn(unreachable));
    let (sender, body) = fed_body();
    sender.send(Ok(Frame::data(Bytes::from_static(EVENT.as_bytes())))).unwrap();
    drop(sender);
    let response = stack.oneshot(post(SECRET, body)).await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(kind(&response), RejectionKind::BodyTooLarge { limit: None });
}

#[tokio::test]
async fn what_does_not_fit_into_the_bytes_in_flight_is_answered_503() {
    let secret = SharedSecret::new(SECRET).unwrap();
    let size = EVENT.len();
    let receiver = Receiver::builder(secret).max_body_size(size).max_in_flight(2 * size).build();
    let held = Arc::new(std::sync::Mutex::new(Vec::new()));
    let hold = {
        let held = Arc::clone(&held);
        move |request: Request<Full<Bytes>>| {
            held.lock().unwrap().extend(request.extensions().get::<Delivery>().cloned());
            std::future::ready(Ok::<_, Infallible>(Response::new(Full::<Bytes>::default())))
        }
    };
    let service = WebhookLayer::new(receiver).layer(service_fn(hold));
    let send = || service.clone().oneshot(post(SECRET, Full::<Bytes>::from(EVENT)));

    assert_eq!(send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(send().await.unwrap().status(), StatusCode::OK);
    let refused = send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()["retry-after"], "5");
    held.lock().unwrap().pop();
    assert_eq!(send().await.unwrap().status(), StatusCode::OK);
}
