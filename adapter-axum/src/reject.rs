use axum::body::Body;
use axum::response::{IntoResponse, Response};
use kudosity_webhook::Rejection;

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
