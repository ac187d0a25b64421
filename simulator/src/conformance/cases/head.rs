use kudosity_webhook::{EventType, RejectionKind};

use super::edit::{event, sample};
use crate::client::{Body, Request};
use crate::conformance::Endpoint;
use crate::conformance::{Case, Shape};

/// What the head says about the method and the content; each request is else in order.
pub(super) fn cases(to: &Endpoint) -> Vec<Case> {
    [methods(to), content_types(to), content_encodings(to), taken(to)].concat()
}

fn delivery(to: &Endpoint) -> Request {
    to.delivery(sample(EventType::SmsInbound))
}

fn methods(to: &Endpoint) -> Vec<Case> {
    let without_body = ["GET", "HEAD", "OPTIONS", "DELETE"]
        .map(|method| (method, delivery(to).method(method).body(Body::none())));
    let with_body = ["PUT", "PATCH", "post"].map(|method| (method, delivery(to).method(method)));
    let mut cases: Vec<Case> = without_body
        .into_iter()
        .chain(with_body)
        .map(|(method, request)| {
            Case::refused(format!("method {method}"), request, RejectionKind::Method)
        })
        .collect();
    let target = to.target();
    let browser = Request::new("GET", target.path()).header("host", target.authority());
    cases.push(Case::refused("a browser's visit", browser, RejectionKind::Method));
    cases
}

fn content_types(to: &Endpoint) -> Vec<Case> {
    let bare = || delivery(to).without_header("content-type");
    let mut cases = vec![
        ("no content type", bare()),
        ("two content types, both right", delivery(to).header("content-type", "application/json")),
        ("two content types, one wrong", delivery(to).header("Content-Type", "text/plain")),
    ];
    let wrong = [
        ("content type of a form", "application/x-www-form-urlencoded"),
        ("content type of text", "text/plain; charset=utf-8"),
        ("content type that only ends in json", "application/problem+json"),
        ("content type that only begins with it", "application/json-seq"),
        ("content type in a parameter", "text/plain; a=application/json"),
        ("two content types in one header", "application/json, application/json"),
        ("an empty content type", ""),
    ];
    cases.extend(wrong.map(|(name, value)| (name, bare().header("content-type", value))));
    refused(cases, &RejectionKind::ContentType)
}

/// A sample, compressed.
const GZIPPED: &[u8] = include_bytes!("../../../samples/opt_out.json.gz");

fn content_encodings(to: &Endpoint) -> Vec<Case> {
    let encoded = |value: &str| delivery(to).header("content-encoding", value);
    let cases = vec![
        ("content encoding gzip", to.delivery(GZIPPED).header("content-encoding", "gzip")),
        ("content encoding br", encoded("br")),
        (
            "content encoding identity and gzip",
            encoded("identity").header("content-encoding", "gzip"),
        ),
        (
            "content encoding identity twice",
            encoded("identity").header("content-encoding", "identity"),
        ),
    ];
    refused(cases, &RejectionKind::ContentEncoding)
}

fn refused(cases: Vec<(&str, Request)>, kind: &RejectionKind) -> Vec<Case> {
    let case = |(name, request)| Case::refused(name, request, kind.clone());
    cases.into_iter().map(case).collect()
}

fn taken(to: &Endpoint) -> Vec<Case> {
    let typed =
        |value: &str| delivery(to).without_header("content-type").header("content-type", value);
    let optional = ["user-agent", "traceparent", "sentry-trace", "accept-encoding"];
    let bare = optional.iter().fold(delivery(to), |request, name| request.without_header(name));
    let cases = [
        ("content type with a charset", typed("application/json; charset=utf-8")),
        ("content type in upper and lower case", typed("Application/JSON")),
        (
            "content type with a space before its parameter",
            typed("application/json ;charset=utf-8"),
        ),
        ("content encoding identity", delivery(to).header("content-encoding", "identity")),
        ("expect 100-continue", delivery(to).header("expect", "100-continue")),
        ("the headers that must be there alone", bare),
        ("a trace parent that is none", {
            delivery(to).without_header("traceparent").header("traceparent", "00-é-\"")
        }),
        ("two trace parents", delivery(to).header("traceparent", "00-0-0-00")),
    ];
    let case = |(name, request)| {
        Case::accepted(name, request, event(EventType::SmsInbound), Shape::Inbound)
    };
    cases.map(case).into()
}
