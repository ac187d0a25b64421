//! Receives Kudosity webhooks on hyper, with a bare tower service:
//! `cargo run -p example-tower -- --help`.

use std::convert::Infallible;

use bytes::Bytes;
use examples_common::{Example, Failure, PATH, grace_is_over, stop_signal};
use http::{Request, Response, StatusCode};
use http_body_util::{Either, Empty, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use kudosity_webhook::{Delivery, WebhookLayer};
use tokio::net::TcpListener;
use tower::{Layer, ServiceExt, service_fn};

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let example = Example::from_args()?;
    let listener = TcpListener::from_std(example.listener()?)?;
    example.announce(listener.local_addr()?)?;

    let layer = WebhookLayer::new(example.receiver());
    let events = layer.layer(service_fn(move |request| {
        let answer = on_event(&example, &request);
        async move { Ok::<_, Infallible>(answer) }
    }));
    let app = service_fn(move |request: Request<_>| {
        let events = events.clone();
        async move {
            if request.uri().path() == PATH {
                events.oneshot(request).await.map(|it| it.map(Either::Left))
            } else {
                Ok(status(StatusCode::NOT_FOUND).map(Either::Right))
            }
        }
    });

    let server = Builder::new(TokioExecutor::new());
    let connections = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop_signal());
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _peer)) = accepted else { continue };
                let service = TowerToHyperService::new(app.clone());
                let connection = server.serve_connection(TokioIo::new(stream), service);
                let connection = connections.watch(connection.into_owned());
                tokio::spawn(async move { drop(connection.await) });
            }
            () = &mut stop => break,
        }
    }
    tokio::select! {
        () = connections.shutdown() => Ok(()),
        () = grace_is_over() => Ok(()),
    }
}

fn on_event(example: &Example, request: &Request<Full<Bytes>>) -> Response<Empty<Bytes>> {
    let delivery = request.extensions().get::<Delivery>();
    match delivery.map(|delivery| example.print(&delivery.event)) {
        Some(Ok(())) => status(StatusCode::OK),
        _ => status(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

fn status(status: StatusCode) -> Response<Empty<Bytes>> {
    let mut response = Response::new(Empty::new());
    *response.status_mut() = status;
    response
}
