//! Receiving in process: a request is made, and given to a framework's service.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::convert::Infallible;

use actix_web::dev::{Payload, Service as _};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, error::PayloadError};
use bench::mount::{self, HEADERS, TARGET};
use bench::{Body, Framework, Mount, side_by_side};
use bytes::Bytes;
use criterion::Bencher;
use futures_util::stream::{self, StreamExt};
use http::Request;
use http_body::Frame;
use http_body_util::StreamBody;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

fn main() {
    let photos = [("MMS of 200 KB", 200_000), ("MMS of 2 MB", 2_000_000)];
    let photos = photos.map(|(name, size)| Body::mms(name, size));
    let bodies: Vec<_> = [Body::receipt()].into_iter().chain(photos).collect();
    for framework in Framework::ALL {
        let title = format!("{framework} in process");
        side_by_side(&title, &bodies, &Mount::ALL, |bencher, body, mount| match framework {
            Framework::Axum => call_axum(bencher, body, *mount),
            Framework::Actix => call_actix(bencher, body, *mount),
            Framework::Warp => call_warp(bencher, body, *mount),
        });
    }
}

fn call_axum(bencher: &mut Bencher<'_>, body: &Body, how: Mount) {
    let app = mount::axum::app(how);
    bencher.to_async(runtime()).iter(async || {
        let response = app.clone().oneshot(request(body).map(axum::body::Body::new)).await;
        assert_eq!(response.unwrap().status(), 200);
    });
}

fn call_warp(bencher: &mut Bencher<'_>, body: &Body, how: Mount) {
    let app = warp::service(mount::warp::app(how));
    bencher.to_async(runtime()).iter(async || {
        let response = app.clone().oneshot(request(body)).await;
        assert_eq!(response.unwrap().status(), 200);
    });
}

fn call_actix(bencher: &mut Bencher<'_>, body: &Body, how: Mount) {
    let app = App::new().configure(mount::actix::app(how));
    let app = runtime().block_on(init_service(app));
    bencher.to_async(runtime()).iter(async || {
        let length = ("content-length", body.bytes.len());
        let head = TestRequest::post().uri(TARGET).append_header(length);
        let head = HEADERS.into_iter().fold(head, TestRequest::append_header);
        let frames = stream::iter(body.frames()).map(Ok::<_, PayloadError>);
        let request = head.to_request().replace_payload(Payload::from(frames.boxed_local())).0;
        assert_eq!(app.call(request).await.unwrap().status(), 200);
    });
}

fn request(
    body: &Body,
) -> Request<impl http_body::Body<Data = Bytes, Error = Infallible> + Send + Sync + 'static> {
    let frames = stream::iter(body.frames()).map(|frame| Ok(Frame::data(frame)));
    mount::request(body).map(|_| StreamBody::new(frames))
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}
