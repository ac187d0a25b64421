//! A fault of the set-up is answered 500, and the log names the line to add.

#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../core/tests/log/mod.rs"]
mod log;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::routing::post;
use kudosity_webhook_axum::Webhook;
use log::Log;
use tower::ServiceExt;

#[tokio::test]
async fn a_handler_without_a_receiver_in_front() {
    let log = Log::default();
    let _listening = log.listen();
    let app: Router = Router::new().route("/webhooks/kudosity", post(async |_: Webhook| "ok"));
    let request = Request::post("/webhooks/kudosity").body(Body::empty()).unwrap();
    let response = app.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = to_bytes(response.into_body(), 10_000).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert!(body.contains("misconfigured") && !body.contains("WebhookLayer"), "{body}");
    for remedy in ["ERROR", "webhook(receiver, handler)", "WebhookLayer::new(receiver)"] {
        assert!(log.text().contains(remedy), "{remedy} in {}", log.text());
    }
}
