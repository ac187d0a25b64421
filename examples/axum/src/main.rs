//! Receives Kudosity webhooks on axum: `cargo run -p example-axum -- --help`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use examples_common::{Example, Failure, PATH, grace_period, stop_signal};
use kudosity_webhook_axum::{Webhook, webhook};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let example = Arc::new(Example::from_args()?);
    let app = Router::new()
        .route(PATH, webhook(example.receiver(), on_event))
        .with_state(Arc::clone(&example));

    let listener = TcpListener::from_std(example.listener()?)?;
    example.announce(listener.local_addr()?)?;
    let server = axum::serve(listener, app).with_graceful_shutdown(stop_signal());
    tokio::select! {
        served = async { server.await } => Ok(served?),
        () = async { stop_signal().await; grace_period().await } => Ok(()),
    }
}

async fn on_event(State(example): State<Arc<Example>>, Webhook(delivery): Webhook) -> StatusCode {
    match example.print(&delivery.event) {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
