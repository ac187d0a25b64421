use kudosity_webhook::Rejection;
use warp::Reply;
use warp::reject::Reject;
use warp::reply::Response;

/// A core [`Rejection`] as warp has it: a rejection between filters, and a reply.
///
/// The reply is core's answer, and has the [`Rejection`] in its extensions for whatever wraps it.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct WebhookRejection(pub Rejection);

impl Reject for WebhookRejection {}

impl Reply for WebhookRejection {
    fn into_response(self) -> Response {
        let body = self.0.body();
        let mut response = self.0.clone().into_response().map(|_| body.into());
        response.extensions_mut().insert(self.0);
        response
    }
}
