//! What the tests of the receiver share.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses a part; a test fails by panicking"
)]

use bytes::Bytes;
use http::Request;
use http::request::Parts;
use kudosity_webhook::{Delivery, Receiver, Refusal, Rejection, SharedSecret};

pub(crate) const EVENT: &str = r#"{"event_type":"OPT_OUT","timestamp":"2026-02-03T04:05:06Z","opt_out":
    {"source":"SMS_INBOUND","source_message":{"recipient":"61491570006"}}}"#;

pub(crate) const CURRENT: &str = "the-current-secret-0001";
pub(crate) const PREVIOUS: &str = "the-previous-secret-0002";

pub(crate) fn head(uri: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = Request::post(uri).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

pub(crate) fn received(receiver: &Receiver, head: Parts, body: &str) -> Result<Delivery, Refusal> {
    let intake = receiver.admit(head)?;
    let intake = intake.push(Bytes::copy_from_slice(body.as_bytes()))?;
    intake.finish().map(|(_head, delivery)| delivery)
}

pub(crate) fn rejected(receiver: &Receiver, head: Parts, body: &str) -> Rejection {
    received(receiver, head, body).unwrap_err().into_rejection()
}

pub(crate) fn rotating() -> SharedSecret {
    SharedSecret::new(CURRENT).unwrap().or_previous(PREVIOUS).unwrap()
}
