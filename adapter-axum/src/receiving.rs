use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use kudosity_webhook::receive::{Receive, receive};
use kudosity_webhook::{Delivery, Receiver};
use pin_project_lite::pin_project;

use crate::peer::tell_peer;
use crate::reject::WebhookRejection;

/// A handler behind a receiver.
#[derive(Clone)]
pub(crate) struct Receiving<H> {
    receiver: Receiver,
    handler: H,
}

impl<H> Receiving<H> {
    pub(crate) fn new(receiver: Receiver, handler: H) -> Self {
        Self { receiver, handler }
    }
}

impl<H, T, S> Handler<T, S> for Receiving<H>
where
    H: Handler<T, S>,
    T: 'static,
    S: Send + 'static,
{
    type Future = ReceivingFuture<H, T, S>;

    fn call(self, request: Request, state: S) -> Self::Future {
        let (head, body) = tell_peer(request).into_parts();
        let receive = receive(&self.receiver, head, body);
        ReceivingFuture { stage: Stage::Receiving { receive, then: Some((self.handler, state)) } }
    }
}

pin_project! {
    /// By hand, because as an `async` block it is three times as large, beyond what allocators have at
    /// hand.
    pub(crate) struct ReceivingFuture<H, T, S>
    where
        H: Handler<T, S>,
    {
        #[pin]
        stage: Stage<H, S, H::Future>,
    }
}

pin_project! {
    #[project = StageProj]
    enum Stage<H, S, F> {
        Receiving { #[pin] receive: Receive<Parts, Body>, then: Option<(H, S)> },
        Calling { #[pin] call: F },
    }
}

impl<H, T, S> Future for ReceivingFuture<H, T, S>
where
    H: Handler<T, S>,
{
    type Output = Response;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Response> {
        let mut stage = self.project().stage;
        loop {
            let call = match stage.as_mut().project() {
                StageProj::Receiving { receive, then } => match ready!(receive.poll(cx)) {
                    Ok((head, delivery)) => {
                        let Some((handler, state)) = then.take() else { return Poll::Pending };
                        handler.call(handed_on(head, delivery), state)
                    }
                    Err(refusal) => {
                        let rejection = WebhookRejection(refusal.into_rejection());
                        return Poll::Ready(rejection.into_response());
                    }
                },
                StageProj::Calling { call } => return call.poll(cx),
            };
            stage.set(Stage::Calling { call });
        }
    }
}

/// The request for the handler, without axum's limit: its body has been counted.
fn handed_on(head: Parts, delivery: Delivery) -> Request {
    let mut request = Request::from_parts(head, Body::from(delivery.body.clone()));
    DefaultBodyLimit::disable().apply(&mut request);
    request.extensions_mut().insert(delivery);
    request
}
