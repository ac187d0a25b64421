use std::net::SocketAddr;

use axum::extract::Request;
use axum::extract::connect_info::{ConnectInfo, MockConnectInfo};
use kudosity_webhook::Peer;

/// Tells a receiver the peer, where the application is served with connect info or tested with a mock.
///
/// A [`Peer`] that the application put into the request's extensions stays: it goes before what the
/// server tells, in every framework.
///
/// [`webhook`](crate::webhook) and [`webhook_to`](crate::webhook_to) do it by themselves. In front of
/// the plain [`WebhookLayer`](crate::WebhookLayer) put it where an authenticator needs the peer, or
/// `Delivery::peer` stays empty.
///
/// # Examples
///
/// ```
/// use axum::http::StatusCode;
/// use axum::routing::post;
/// use kudosity_webhook_axum::{Receiver, SharedSecret, Webhook, WebhookLayer, tell_peer};
/// use tower::util::MapRequestLayer;
///
/// async fn on_event(Webhook(delivery): Webhook) -> StatusCode {
///     println!("from {:?}", delivery.peer);
///     StatusCode::OK
/// }
///
/// # let receiver = Receiver::new(SharedSecret::random()?);
/// let layers = (MapRequestLayer::new(tell_peer), WebhookLayer::new(receiver));
/// let app: axum::Router =
///     axum::Router::new().route("/webhooks/kudosity", post(on_event).layer(layers));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn tell_peer(mut request: Request) -> Request {
    let extensions = request.extensions_mut();
    if extensions.get::<Peer>().is_some() {
        return request;
    }
    let connected = extensions.get().map(|ConnectInfo(address)| *address);
    let address: Option<SocketAddr> =
        connected.or_else(|| extensions.get().map(|MockConnectInfo(address)| *address));
    if let Some(address) = address {
        extensions.insert(Peer(address));
    }
    request
}
