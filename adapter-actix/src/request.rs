use actix_web::dev::Payload;
use actix_web::http::header::HeaderValue;
use actix_web::{HttpMessage, HttpRequest};
use futures_util::{TryFutureExt, TryStreamExt};
use http_body::Frame;
use http_body_util::StreamBody;
use kudosity_webhook::receive::receive;
use kudosity_webhook::{Delivery, Head, Peer, Receiver, Refusal, Sole};

/// Receives a request by its raw payload: past actix-web's decompression and its limit.
///
/// Not an `async` function, whose future would hold its arguments besides.
pub(crate) fn receive_raw(
    receiver: &Receiver,
    request: HttpRequest,
    payload: Payload,
) -> impl Future<Output = Result<Delivery, Refusal>> + use<> {
    let body = StreamBody::new(payload.map_ok(Frame::data));
    receive(receiver, RequestHead(request), body).map_ok(|(_head, delivery)| delivery)
}

/// The head of an actix-web request, as core looks at it.
pub(crate) struct RequestHead(pub(crate) HttpRequest);

impl Head for RequestHead {
    fn method(&self) -> &str {
        self.0.method().as_str()
    }

    fn path(&self) -> &str {
        self.0.uri().path()
    }

    fn query(&self) -> Option<&str> {
        self.0.uri().query()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let value = self.0.headers().get_all(name).nth(nth)?;
        Some(value.as_bytes())
    }

    fn sole_header(&self, name: &str) -> Sole<&[u8]> {
        Sole::of(self.0.headers().get_all(name).map(HeaderValue::as_bytes))
    }

    /// What the application told goes before actix-web's own, of which a unix socket has none.
    fn peer(&self) -> Option<Peer> {
        let told = self.0.extensions().get().copied();
        told.or_else(|| self.0.peer_addr().map(Peer))
    }
}
