use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use pin_project_lite::pin_project;
use tower_service::Service;

use crate::delivery::{Delivery, Refusal};
use crate::layer::ResponseBody;
use crate::receive::Receive;

pin_project! {
    /// The future of [`WebhookService`](crate::layer::WebhookService).
    #[must_use = "futures do nothing unless polled"]
    pub struct WebhookFuture<S, B>
    where
        S: Service<Request<Full<Bytes>>>,
    {
        #[pin]
        state: State<S, B, S::Future>,
    }
}

pin_project! {
    #[project = StateProj]
    enum State<S, B, F> {
        Receiving { #[pin] receive: Receive<Parts, B>, ready: S },
        Calling { #[pin] call: F },
    }
}

impl<S, B> WebhookFuture<S, B>
where
    S: Service<Request<Full<Bytes>>>,
{
    pub(super) fn new(receive: Receive<Parts, B>, ready: S) -> Self {
        Self { state: State::Receiving { receive, ready } }
    }
}

impl<S, B, R> Future for WebhookFuture<S, B>
where
    S: Service<Request<Full<Bytes>>, Response = Response<R>>,
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
    R: Body,
{
    type Output = Result<Response<ResponseBody<R>>, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            let call = match state.as_mut().project() {
                StateProj::Receiving { receive, ready } => match ready!(receive.poll(cx)) {
                    Ok((head, delivery)) => ready.call(accepted(head, delivery)),
                    Err(refusal) => return Poll::Ready(Ok(rejected(refusal))),
                },
                StateProj::Calling { call } => {
                    let response = ready!(call.poll(cx));
                    return Poll::Ready(response.map(|it| it.map(ResponseBody::inner)));
                }
            };
            state.set(State::Calling { call });
        }
    }
}

/// The request for the inner service.
fn accepted(head: Parts, delivery: Delivery) -> Request<Full<Bytes>> {
    let mut request = Request::from_parts(head, Full::new(delivery.body.clone()));
    request.extensions_mut().insert(delivery);
    request
}

/// The response to a request that is not for the inner service.
fn rejected<R>(refusal: Refusal) -> Response<ResponseBody<R>> {
    let rejection = refusal.into_rejection();
    let mut response = rejection.clone().into_response().map(ResponseBody::rejection);
    response.extensions_mut().insert(rejection);
    response
}

impl<S, B> fmt::Debug for WebhookFuture<S, B>
where
    S: Service<Request<Full<Bytes>>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookFuture").finish_non_exhaustive()
    }
}
