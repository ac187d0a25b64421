//! Receives Kudosity webhooks by a bare tower service: `cargo run -p example-tower -- --help`.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use examples_common::{Example, Failure, PATH, grace_period, stop_signal};
use http::{Request, Response, StatusCode};
use http_body_util::{Either, Empty, Full};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use kudosity_webhook::{Delivery, Peer, WebhookLayer};
use tokio::net::TcpListener;
use tower::{Layer, Service, ServiceExt, service_fn};

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let example = Example::from_args()?;
    let listener = TcpListener::from_std(example.listener()?)?;
    example.announce(listener.local_addr()?)?;

    let events = WebhookLayer::new(example.receiver()).layer(service_fn(move |request| {
        let answer = on_event(&example, &request);
        async move { Ok::<_, Infallible>(answer) }
    }));
    let mut server = Builder::new(TokioExecutor::new());
    // A head must come in time; and hyper would buffer up to 400 KB a connection by default, beside
    // the receiver's count of the bytes in flight.
    let http1 = &mut server.http1();
    http1
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(10))
        .max_buf_size(65_536);
    let connections = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop_signal());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, address)) = accepted else {
            tokio::time::sleep(Duration::from_millis(100)).await; // Too many open files, say.
            continue;
        };
        let events = events.clone();
        let service = service_fn(move |request| route(events.clone(), Peer(address), request));
        let service = TowerToHyperService::new(service);
        let connection = server.serve_connection(TokioIo::new(stream), service).into_owned();
        tokio::spawn(connections.watch(connection));
    }
    drop(listener);
    tokio::select! {
        () = connections.shutdown() => Ok(()),
        () = grace_period() => Ok(()),
    }
}

async fn route<S, T, B>(
    events: S,
    peer: Peer,
    mut request: Request<T>,
) -> Result<Response<Either<B, Empty<Bytes>>>, Infallible>
where
    S: Service<Request<T>, Response = Response<B>, Error = Infallible>,
{
    if request.uri().path() != PATH {
        return Ok(status(StatusCode::NOT_FOUND).map(Either::Right));
    }
    request.extensions_mut().insert(peer);
    events.oneshot(request).await.map(|response| response.map(Either::Left))
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
