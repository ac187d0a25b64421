use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use kudosity_webhook::{Delivery, Event, Receiver, SharedSecret, WebhookLayer};
use percent_encoding::percent_decode_str;
use serde_json::json;
use tower::{ServiceBuilder, service_fn};

#[path = "../common/mod.rs"]
mod common;

pub(crate) const SECRET: &str = "a-secret-of-the-tests-alone";

/// A receiver on hyper, and the events that its handler saw.
pub(crate) struct Receiving {
    pub(crate) url: String,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Receiving {
    /// One with the default limits.
    pub(crate) fn start() -> Self {
        Self::within(Duration::from_secs(10))
    }

    /// One that gives a body so long.
    pub(crate) fn within(body_timeout: Duration) -> Self {
        Self::of(move || {
            let secret = SharedSecret::new(SECRET).unwrap();
            Receiver::builder(secret).body_timeout(body_timeout).build()
        })
    }

    /// One of this receiver, with the secret in its query.
    pub(crate) fn of(receiver: impl FnOnce() -> Receiver + Send + 'static) -> Self {
        let events = Arc::<Mutex<Vec<Event>>>::default();
        let seen = Arc::clone(&events);
        let addr = serve_in_background(move || async move {
            let layer = WebhookLayer::new(receiver());
            let handler = move |request: Request<_>| {
                let delivery = request.extensions().get::<Delivery>().unwrap();
                seen.lock().unwrap().push(delivery.event.clone());
                async { Ok::<_, Infallible>(Response::<Full<Bytes>>::default()) }
            };
            common::serve(ServiceBuilder::new().layer(layer).service_fn(handler)).await
        });
        Self { url: format!("http://{addr}/webhooks/kudosity?secret={SECRET}"), events }
    }

    /// The events since the last time.
    pub(crate) fn events(&self) -> Vec<Event> {
        std::mem::take(&mut self.events.lock().unwrap())
    }
}

/// The URL of a server that gives these answers, one after the other and the last one ever after.
pub(crate) fn answering(statuses: &'static [u16]) -> String {
    let count = Arc::new(AtomicUsize::new(0));
    let addr = serve_in_background(move || async move {
        let handler = move |request: Request<Incoming>| {
            let nth = count.fetch_add(1, Ordering::Relaxed).min(statuses.len() - 1);
            async move {
                request.into_body().collect().await.unwrap();
                let mut answer = Response::<Full<Bytes>>::default();
                *answer.status_mut() = StatusCode::from_u16(statuses[nth]).unwrap();
                answer.headers_mut().insert("location", "/elsewhere".parse().unwrap());
                Ok::<_, Infallible>(answer)
            }
        };
        common::serve(service_fn(handler)).await
    });
    format!("http://{addr}/")
}

/// The host and port of a server that answers with a problem that repeats all of the request's head, also
/// as it is decoded.
pub(crate) fn repeating(status: u16) -> SocketAddr {
    serve_in_background(move || async move {
        let handler = move |request: Request<Incoming>| async move {
            let query = request.uri().query().unwrap_or_default();
            let decoded = percent_decode_str(query).decode_utf8().unwrap();
            let headers: Vec<_> = request.headers().values().collect();
            // Far enough behind that it would be cut where a report cuts.
            let detail = format!("{decoded} {headers:?} {:>200} {query}", "");
            let problem = json!({
                "type": format!("urn:kudosity-webhook:problem:{decoded}"),
                "detail": detail,
                decoded.as_ref(): [query, decoded.as_ref()],
            });
            let answer = Response::builder().status(status).header("content-type", query);
            Ok::<_, Infallible>(answer.body(Full::<Bytes>::from(problem.to_string())).unwrap())
        };
        common::serve(service_fn(handler)).await
    })
}

/// The URL of a server that answers 200 after a while.
pub(crate) fn answering_after(time: Duration) -> String {
    let addr = serve_in_background(move || async move {
        let handler = move |_: Request<Incoming>| async move {
            tokio::time::sleep(time).await;
            Ok::<_, Infallible>(Response::<Full<Bytes>>::default())
        };
        common::serve(service_fn(handler)).await
    });
    format!("http://{addr}/")
}

/// The URL of a server that takes connections and never answers.
pub(crate) fn silent() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.incoming().collect::<Vec<_>>());
    format!("http://{addr}/")
}

/// The URL of a server that speaks HTTP/1.1 alone, and answers so to whatever it is sent.
pub(crate) fn of_http1_alone() -> String {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 10]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        }
    });
    format!("http://{addr}/")
}

/// The URL of a port at which nothing listens.
pub(crate) fn nowhere() -> String {
    let (addr, bound) = common::unused();
    // Nobody else is given the port until the tests are over.
    std::mem::forget(bound);
    format!("http://{addr}/?secret={SECRET}")
}

/// Runs a server on a thread of its own until the tests are over.
fn serve_in_background<F, S>(start: S) -> SocketAddr
where
    S: FnOnce() -> F + Send + 'static,
    F: Future<Output = SocketAddr>,
{
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            tell.send(start().await).unwrap();
            std::future::pending::<()>().await;
        });
    });
    told.recv().unwrap()
}
