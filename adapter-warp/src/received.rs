use std::convert::Infallible;
use std::future::{Future, ready};

use futures_util::future::{Either, TryFutureExt};
use http_body::Body;
use kudosity_webhook::receive::receive;
use kudosity_webhook::{Delivery, Receiver, Refusal};
use warp::Filter;

use crate::request::{self, RequestHead};

/// Receives any request: nothing of it is left to other filters.
pub(crate) fn received(
    receiver: Receiver,
) -> impl Filter<Extract = (Result<Delivery, Refusal>,), Error = Infallible> + Clone {
    request::head().and(request::body()).then(move |head, body| receive_by(&receiver, head, body))
}

/// Not an `async` function, whose future would hold its arguments besides: filters move it about.
fn receive_by<B: Body<Error = warp::Error>>(
    receiver: &Receiver,
    head: RequestHead,
    body: Option<B>,
) -> impl Future<Output = Result<Delivery, Refusal>> + use<B> {
    let Some(body) = body else {
        return Either::Left(ready(Err(body_is_taken(receiver, head))));
    };
    Either::Right(receive(receiver, head, body).map_ok(|(_head, delivery)| delivery))
}

/// The refusal of a request whose body another filter has.
fn body_is_taken(receiver: &Receiver, head: RequestHead) -> Refusal {
    let refused = receiver.admit(head).map(|intake| {
        intake.misconfigured(
            "another filter took the body of a webhook: put the webhook's route in front of it, or \
             the filter behind a path of its own",
        )
    });
    refused.unwrap_or_else(|rejection| rejection).into()
}
