//! A fault of the set-up is answered 500, and the log names the line to add.

#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::routing::post;
use kudosity_webhook_axum::Webhook;
use tower::ServiceExt;
use tracing::subscriber::DefaultGuard;

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

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Takes what this thread logs until the guard is dropped.
    fn listen(&self) -> DefaultGuard {
        let writer = self.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
        tracing::subscriber::set_default(subscriber)
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}
