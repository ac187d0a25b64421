use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use kudosity_webhook::{Delivery, Rejection};

/// The delivery that a handler gets.
///
/// It is there behind [`webhook`](crate::webhook) and behind
/// [`WebhookLayer`](crate::WebhookLayer): by then, everything that is not an authentic event has been
/// answered. Take it before a body extractor such as `Bytes`, which then yields the same bytes.
#[derive(Clone, Debug)]
pub struct Webhook(pub Delivery);

impl<S: Sync> FromRequestParts<S> for Webhook {
    type Rejection = WebhookRejection;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        match parts.extensions.remove::<Delivery>() {
            Some(delivery) => Ok(Self(delivery)),
            None => Err(WebhookRejection(Rejection::misconfigured(
                "the handler takes a `Webhook`, but nothing received one: mount it by \
                 `.route(path, webhook(receiver, handler))`, or put \
                 `.layer(WebhookLayer::new(receiver))` on its route",
            ))),
        }
    }
}

/// A core [`Rejection`] as axum has it: a response.
///
/// The extractor has it only where no receiver is in front of the handler; what a sender did wrong is
/// answered before the handler.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct WebhookRejection(pub Rejection);

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Response {
        let mut response = self.0.clone().into_response().map(Body::new);
        response.extensions_mut().insert(self.0);
        response
    }
}
