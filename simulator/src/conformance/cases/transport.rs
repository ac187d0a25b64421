use bytes::{Bytes, BytesMut};
use kudosity_webhook::{EventType, RejectionKind};

use super::edit::{event, parsed, sample};
use crate::client::{Body, End, Framing, Request, Step};
use crate::conformance::Endpoint;
use crate::conformance::{Case, Shape};
use crate::samples;

/// The chunks of a large body, in bytes.
const CHUNK: usize = 64 * 1024;

const TYPE: EventType = EventType::MmsInbound;

/// How large the body is, and how it comes.
pub(super) fn cases(to: &Endpoint) -> Vec<Case> {
    [sizes(to), framings(to), broken(to), late(to)].concat()
}

fn delivery(to: &Endpoint, body: Body) -> Request {
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

fn sizes(to: &Endpoint) -> Vec<Case> {
    let limit = to.limits().max_body_size;
    let largest = padded(limit);
    let larger = padded(limit.saturating_add(1));
    let refused = |name: &str, body: Body| {
        let kind = RejectionKind::BodyTooLarge { limit: Some(limit) };
        Case::refused(name, delivery(to, body), kind)
    };
    let announced = Body::announced(larger.len());
    vec![
        accepted("the largest body", delivery(to, Body::sized(largest.clone()))),
        accepted("the largest body, chunked", delivery(to, Body::chunked(largest, CHUNK))),
        refused("a body one byte too large", Body::sized(larger.clone())),
        refused("a body one byte too large, chunked", Body::chunked(larger, CHUNK)),
        refused("a body one byte too large that never comes", announced),
    ]
}

fn framings(to: &Endpoint) -> Vec<Case> {
    let chunked = |body: &'static str, size| delivery(to, Body::chunked(body, size));
    // Each of its bytes is a chunk that takes its time.
    let shortest = samples::all().min_by_key(|sample| sample.body.len());
    let bytes = shortest.map(|sample| {
        let (event, shape) = (parsed(sample.body), Shape::of_type(sample.event_type));
        Case::accepted("chunks of one byte", chunked(sample.body, 1), event, shape)
    });
    let cases = [
        accepted("one chunk", chunked(sample(TYPE), usize::MAX)),
        accepted("many small chunks", chunked(sample(TYPE), 7)),
    ];
    cases.into_iter().chain(bytes).collect()
}

/// The connection is not good for an answer any more, or may not be.
fn broken(to: &Endpoint) -> Vec<Case> {
    let body = || Bytes::from_static(sample(TYPE).as_bytes());
    let ends_at =
        |length: usize| Body::new(Framing::Length(length), vec![Step::Send(body())], End::Complete);
    let cases = [
        ("a body that breaks off half-way", Body::cut_off(body(), 100)),
        ("a body that breaks off before it begins", Body::cut_off("", 100)),
        ("a body that breaks off between chunks", Body::cut_off_chunked(body(), 100)),
        ("a chunk without a readable size", Body::broken_chunks(body())),
        ("a body that ends before its length", ends_at(body().len() + 100)),
        ("a body that goes on behind its length", ends_at(body().len() - 100)),
    ];
    let case = |(name, body)| Case::refused(name, delivery(to, body), RejectionKind::BodyBroken);
    cases.map(case).into()
}

fn late(to: &Endpoint) -> Vec<Case> {
    let limit = to.limits().body_timeout;
    let first = vec![Step::Send(Bytes::from_static(b"{"))];
    let cases = [
        ("a body that trickles", Body::trickling(sample(TYPE), 200, limit / 8)),
        ("a body that never comes", Body::announced(100)),
        ("a chunked body that never ends", Body::new(Framing::Chunked, first, End::Never)),
    ];
    let kind = RejectionKind::BodyTimeout { limit };
    let case = |(name, body)| Case::refused(name, delivery(to, body), kind.clone());
    cases.map(case).into()
}
