use bytes::{Bytes, BytesMut};
use kudosity_webhook::{EventType, RejectionKind};

use super::Endpoint;
use super::edit::{event, sample};
use crate::client::{Body, Framing, Request, Step};
use crate::conformance::{BODY_TIMEOUT, Case, Shape};

/// The largest body that is taken, in bytes.
const LIMIT: usize = 8 * 1024 * 1024;

/// The chunks of a large body, in bytes.
const CHUNK: usize = 64 * 1024;

const TYPE: EventType = EventType::MmsInbound;

/// How large the body is, and how it comes.
pub(super) fn cases(to: &Endpoint<'_>) -> Vec<Case> {
    [sizes(to), framings(to), broken(to), late(to)].concat()
}

fn delivery(to: &Endpoint<'_>, body: Body) -> Request {
    to.delivery("").body(body)
}

fn accepted(name: &str, request: Request) -> Case {
    Case::accepted(name, request, event(TYPE), Shape::Inbound)
}

/// A sample, padded with white space.
fn padded(length: usize) -> Bytes {
    let mut body = BytesMut::from(sample(TYPE));
    body.resize(length, b' ');
    body.freeze()
}

fn sizes(to: &Endpoint<'_>) -> Vec<Case> {
    let largest = padded(LIMIT);
    let larger = padded(LIMIT + 1);
    let refused = |name: &str, body: Body| {
        let kind = RejectionKind::BodyTooLarge { limit: Some(LIMIT) };
        Case::refused(name, delivery(to, body), kind)
    };
    let announced = Body::new(Framing::Length(LIMIT + 1), Vec::new());
    vec![
        accepted("the largest body", delivery(to, Body::sized(largest.clone()))),
        accepted("the largest body, chunked", delivery(to, Body::chunked(largest, CHUNK))),
        refused("a body one byte too large", Body::sized(larger.clone())),
        refused("a body one byte too large, chunked", Body::chunked(larger, CHUNK)),
        refused("a body one byte too large that never comes", announced),
    ]
}

fn framings(to: &Endpoint<'_>) -> Vec<Case> {
    let chunked = |chunk_size| delivery(to, Body::chunked(sample(TYPE), chunk_size));
    vec![
        accepted("one chunk", chunked(usize::MAX)),
        accepted("many small chunks", chunked(7)),
        accepted("chunks of one byte", chunked(1)),
    ]
}

/// The connection is not good for an answer any more, or may not be.
fn broken(to: &Endpoint<'_>) -> Vec<Case> {
    let cases = [
        ("a body that breaks off half-way", Body::cut_off(sample(TYPE), 100)),
        ("a body that breaks off before it begins", Body::cut_off("", 100)),
        ("a body that breaks off between chunks", Body::cut_off_chunked(sample(TYPE), 100)),
        ("a chunk without a readable size", Body::broken_chunks(sample(TYPE))),
    ];
    let case = |(name, body)| Case::refused(name, delivery(to, body), RejectionKind::BodyBroken);
    cases.map(case).into()
}

fn late(to: &Endpoint<'_>) -> Vec<Case> {
    let pause = BODY_TIMEOUT / 8;
    let announced = Body::new(Framing::Length(100), Vec::new());
    let unended = [Step::Send(Bytes::from_static(b"1\r\n{\r\n")), Step::Wait(BODY_TIMEOUT * 20)];
    let cases = [
        ("a body that trickles", Body::trickling(sample(TYPE), 200, pause)),
        ("a body that never comes", announced),
        ("a chunked body that never ends", Body::new(Framing::Chunked, unended.into())),
    ];
    let kind = RejectionKind::BodyTimeout { limit: BODY_TIMEOUT };
    let case = |(name, body)| Case::refused(name, delivery(to, body), kind.clone());
    cases.map(case).into()
}
