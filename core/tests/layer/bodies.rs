use std::pin::Pin;

use http_body::Frame;
use http_body_util::StreamBody;
use kudosity_webhook::RejectionKind;
use tokio::sync::mpsc;
use tower_http::limit::RequestBodyLimitLayer;

use super::*;

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
