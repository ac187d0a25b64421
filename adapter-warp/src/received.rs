use std::convert::Infallible;

use http_body::Body;
use kudosity_webhook::receive::receive;
use kudosity_webhook::{Delivery, Receiver, Refusal};
use warp::Filter;

use crate::request::{self, RequestHead};

/// Receives any request: nothing of it is left to other filters.
pub(crate) fn received(
    receiver: Receiver,
) -> impl Filter<Extract = (Result<Delivery, Refusal>,), Error = Infallible> + Clone {
    request::head()
        .and(request::body())
        .then(move |head, body| receive_by(receiver.clone(), head, body))
}

async fn receive_by(
    receiver: Receiver,
    head: RequestHead,
    body: Option<impl Body<Error = warp::Error>>,
) -> Result<Delivery, Refusal> {
    let Some(body) = body else {
        let rejection = receiver.admit(head)?.misconfigured(
            "another filter took the body of a webhook: put the webhook's route in front of it, or \
             the filter behind a path of its own",
        );
        return Err(rejection.into());
    };
    let (_head, delivery) = receive(&receiver, head, body).await?;
    Ok(delivery)
}
