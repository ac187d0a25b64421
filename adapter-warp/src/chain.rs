use std::future::{Ready, ready};

use kudosity_webhook::{Delivery, Receiver, Refusal};
use warp::Filter;

use crate::received::received;
use crate::reject::WebhookRejection;
use crate::webhook::Webhook;

/// Yields the delivery of a request, for a chain of filters that does more than
/// [`webhook`](crate::webhook): one that takes parameters of the path, or whose handler rejects.
///
/// It goes behind the path, because it decides about every request that it meets. What is not an
/// authentic event it rejects with a [`WebhookRejection`], which [`recover`], directly behind the
/// handler, turns into the answer.
///
/// # Examples
///
/// ```
/// use kudosity_webhook_warp::{Receiver, SharedSecret, Webhook, delivery, recover};
/// use warp::Filter;
///
/// async fn on_event(tenant: String, Webhook(delivery): Webhook) -> String {
///     format!("{tenant}: {}", delivery.event)
/// }
///
/// let receiver = Receiver::new(SharedSecret::random()?);
/// let webhooks = warp::path!("tenants" / String / "webhooks")
///     .and(delivery(receiver))
///     .then(on_event)
///     .recover(recover);
/// let routes = webhooks.or(warp::any().map(|| "none of the webhooks"));
/// # drop(warp::service(routes));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn delivery(
    receiver: Receiver,
) -> impl Filter<Extract = (Webhook,), Error = warp::Rejection> + Clone {
    received(receiver).and_then(accept)
}

fn accept(received: Result<Delivery, Refusal>) -> Ready<Result<Webhook, warp::Rejection>> {
    let rejected = |refusal: Refusal| WebhookRejection(refusal.into_rejection()).into();
    ready(received.map(Webhook).map_err(rejected))
}

/// Answers what [`delivery`] rejected, for [`Filter::recover`].
///
/// It goes directly behind the handler, in front of any `.or`: a rejection that gets as far as that is
/// offered to the neighbours, so that a catch-all answers 200 for it, and what nobody recovers warp
/// answers 500. A rejection that is not [`delivery`]'s, such as that of another path, is passed on.
///
/// # Errors
///
/// The rejection that it was given, where it is not a [`WebhookRejection`].
pub fn recover(rejection: warp::Rejection) -> Ready<Result<WebhookRejection, warp::Rejection>> {
    let ours = rejection.find::<WebhookRejection>().cloned();
    ready(ours.ok_or(rejection))
}
