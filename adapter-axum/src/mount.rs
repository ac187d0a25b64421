use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, any};
use kudosity_webhook::receive::receive;
use kudosity_webhook::{Receiver, Sink};

use crate::peer::tell_peer;
use crate::receiving::Receiving;
use crate::reject::WebhookRejection;

/// Mounts a handler for deliveries: a route of the application's own router and state.
///
/// The handler is any axum handler that takes a [`Webhook`](crate::Webhook), with the application's
/// other extractors before it, and `Bytes` behind it where it wants the body too (axum's 2 MB limit
/// does not apply: the receiver has counted). What is not an authentic event is answered before it.
///
/// Give it to `route` as it is, not inside `post(…)`: the receiver answers the other methods. Where a
/// handler does not compile, its extractors stand in another order (`Webhook` before `Bytes`) or its
/// answer is no `IntoResponse`; `#[axum::debug_handler]` says which.
///
/// # Examples
///
/// ```
/// use axum::extract::State;
/// use axum::http::StatusCode;
/// use axum::{Router, routing::get};
/// use kudosity_webhook_axum::{Receiver, SharedSecret, Webhook, webhook};
///
/// #[derive(Clone)]
/// struct App;
///
/// async fn on_event(State(_app): State<App>, Webhook(delivery): Webhook) -> StatusCode {
///     println!("{}", delivery.event);
///     StatusCode::OK
/// }
///
/// let receiver = Receiver::new(SharedSecret::random()?);
/// let app: Router = Router::new()
///     .route("/health", get(|| async { "ok" }))
///     .route("/webhooks/kudosity", webhook(receiver, on_event))
///     .with_state(App);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn webhook<H, T, S>(receiver: Receiver, handler: H) -> MethodRouter<S>
where
    H: Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    any(Receiving::new(receiver, handler))
}

/// Mounts a sink for deliveries: 200 once it has the event, 503 while it is busy.
///
/// # Examples
///
/// ```
/// use axum::Router;
/// use kudosity_webhook_axum::{Busy, Delivery, Receiver, SharedSecret, Sink, webhook_to};
///
/// struct Outbox;
///
/// impl Sink for Outbox {
///     async fn deliver(&self, delivery: Delivery) -> Result<(), Busy> {
///         // Store it durably here: what returns `Ok` is acknowledged.
///         println!("{}", delivery.event);
///         Ok(())
///     }
/// }
///
/// let receiver = Receiver::new(SharedSecret::random()?);
/// let app: Router = Router::new().route("/webhooks/kudosity", webhook_to(receiver, Outbox));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn webhook_to<K, S>(receiver: Receiver, sink: K) -> MethodRouter<S>
where
    K: Sink,
    S: Clone + Send + Sync + 'static,
{
    let sink = Arc::new(sink);
    any(async move |request: Request| {
        let (head, body) = tell_peer(request).into_parts();
        let received = receive(&receiver, head, body).await;
        let received = received.map(|(_head, delivery)| delivery);
        match receiver.hand_to(&sink, received).await {
            Ok(()) => StatusCode::OK.into_response(),
            Err(rejection) => WebhookRejection(rejection).into_response(),
        }
    })
}
