use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use kudosity_webhook::{Delivery, Rejection};

use crate::reject::WebhookRejection;

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
        match parts.extensions.get::<Delivery>() {
            Some(delivery) => Ok(Self(delivery.clone())),
            None => Err(WebhookRejection(Rejection::without_receiver(
                "the handler takes a `Webhook`, but nothing received one: mount it by \
                 `.route(path, webhook(receiver, handler))`, or put \
                 `.layer(WebhookLayer::new(receiver))` on its route",
            ))),
        }
    }
}
