//! Servers on hyper for a service of tower's.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "every test takes a part of it; a test fails by panicking"
)]

use std::convert::Infallible;
use std::error::Error;
use std::net::SocketAddr;

use http::{Request, Response};
use http_body_util::Full;
use hyper::body::{Body, Bytes, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use kudosity_webhook::Delivery;
use kudosity_webhook_simulator::conformance::Recorder;
use tokio::net::{TcpListener, TcpSocket};
use tower::{Service, service_fn};

/// What the handlers here answer.
pub(crate) type Answer = Result<Response<Full<Bytes>>, Infallible>;

/// A service behind the layer that records the event of every delivery.
pub(crate) fn recording(
    recorder: Recorder,
) -> impl Service<
    Request<Full<Bytes>>,
    Response = Response<Full<Bytes>>,
    Error = Infallible,
    Future: Send,
> + Clone
+ Send
+ 'static {
    service_fn(move |request: Request<Full<Bytes>>| {
        let delivery: Option<&Delivery> = request.extensions().get();
        recorder.record(&delivery.unwrap().event);
        async { Answer::Ok(Response::default()) }
    })
}

/// A port at which nothing listens, and what keeps it from others.
pub(crate) fn unused() -> (SocketAddr, TcpSocket) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    (socket.local_addr().unwrap(), socket)
}

/// Serves on a port of its own until the test is over.
pub(crate) async fn serve<S, B>(service: S) -> SocketAddr
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send,
    B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = TowerToHyperService::new(service.clone());
            tokio::spawn(async move {
                let server = Builder::new(TokioExecutor::new());
                // What becomes of a connection shows on its other end.
                let _ = server.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    addr
}
