//! Receives Kudosity webhooks on warp: `cargo run -p example-warp -- --help`.

use examples_common::{Example, Failure, grace_period, stop_signal};
use kudosity_webhook_warp::{Webhook, webhook};
use tokio::net::TcpListener;
use warp::Filter;
use warp::http::StatusCode;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let example = Example::from_args()?;
    let listener = TcpListener::from_std(example.listener()?)?;
    example.announce(listener.local_addr()?)?;

    let receiver = example.receiver();
    let on_event = move |Webhook(delivery): Webhook| {
        let printed = example.print(&delivery.event);
        async move { printed.map_or(StatusCode::INTERNAL_SERVER_ERROR, |()| StatusCode::OK) }
    };
    let app = warp::path!("webhooks" / "kudosity").and(webhook(receiver, on_event));

    let server = warp::serve(app).incoming(listener).graceful(stop_signal()).run();
    tokio::select! {
        () = server => Ok(()),
        () = async { stop_signal().await; grace_period().await } => Ok(()),
    }
}
