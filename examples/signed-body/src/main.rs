//! Receives Kudosity webhooks through a gateway that signs their bodies:
//! `GATEWAY_KEY=… cargo run -p example-signed-body -- --help`.
//!
//! It shows an authenticator of one's own, beside the secret in the URL. In the gateway's place:
//!
//! ```sh
//! signature=$(openssl dgst -sha256 -hmac "$GATEWAY_KEY" -r event.json | cut -d' ' -f1)
//! curl -i "$URL" -H 'content-type: application/json' -H "x-gateway-signature: $signature" \
//!     --data-binary @event.json
//! ```

mod signed_body;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use examples_common::{Example, Failure, PATH, grace_period, stop_signal};
use kudosity_webhook_axum::{Authenticator, Receiver, Webhook, webhook};
use tokio::net::TcpListener;

use crate::signed_body::SignedBody;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let example = Arc::new(Example::from_args()?);
    let receiver = Receiver::new(example.secret().and(SignedBody::from_env("GATEWAY_KEY")?));
    let app =
        Router::new().route(PATH, webhook(receiver, on_event)).with_state(Arc::clone(&example));

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
