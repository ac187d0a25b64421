use std::error::Error;
use std::mem;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use crate::layer::{ResponseBody, WebhookFuture};
use crate::receive::receive;
use crate::receiver::Receiver;

/// The service that [`WebhookLayer`](crate::WebhookLayer) makes.
///
/// Its error is the inner service's: a rejection is a response.
#[derive(Clone, Debug)]
pub struct WebhookService<S> {
    inner: S,
    receiver: Receiver,
}

impl<S> WebhookService<S> {
    pub(super) fn new(inner: S, receiver: Receiver) -> Self {
        Self { inner, receiver }
    }
}

impl<S, B, R> Service<Request<B>> for WebhookService<S>
where
    S: Service<Request<Full<Bytes>>, Response = Response<R>> + Clone,
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
    R: Body,
{
    type Response = Response<ResponseBody<R>>;
    type Error = S::Error;
    type Future = WebhookFuture<S, B>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The service that was made ready is the one to call; the clone has yet to be.
        let clone = self.inner.clone();
        let ready = mem::replace(&mut self.inner, clone);
        let (head, body) = request.into_parts();
        WebhookFuture::new(receive(&self.receiver, head, body), ready)
    }
}
