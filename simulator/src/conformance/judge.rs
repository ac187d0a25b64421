use http::header::{ALLOW, CONTENT_TYPE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue};
use kudosity_webhook::{Answer, Event, RejectionKind};
use serde_json::Value;

use super::difference::difference;
use super::{Case, Expected, SECRET, Shape};
use crate::client::{NoAnswer, Request, Response};

/// What stands in the requests of the cases and must not stand in an answer.
const PRIVATE: [&str; 4] = [SECRET, "61491570006", "61491570156", "alss-2way"];

/// What is wrong with what came of a case.
pub(super) fn judge(
    case: &Case,
    answer: &Result<Response, NoAnswer>,
    events: &[Event],
) -> Vec<String> {
    let mut faults = match answer {
        Ok(response) => faults_of_answer(case, response),
        Err(error) => vec![error.to_string()],
    };
    faults.extend(fault_of_events(&case.expected, events));
    faults
}

fn faults_of_answer(case: &Case, response: &Response) -> Vec<String> {
    let kind = match &case.expected {
        Expected::Event { .. } => return fault_of_status(200, response).into_iter().collect(),
        Expected::Rejected(kind) => kind,
    };
    let answer = Answer::problem(kind);
    let mut faults = Vec::new();
    faults.extend(fault_of_status(answer.status.as_u16(), response));
    faults.extend(faults_of_headers(kind, &answer, &response.headers));
    let body = if case.request.is_head() { &[] } else { answer.body.as_ref() };
    if response.body != body {
        let [came, expected] = [&response.body, body].map(String::from_utf8_lossy);
        faults.push(format!("the body is {came:?} instead of {expected:?}"));
    }
    faults.extend(leaks(&case.request, response));
    faults
}

fn fault_of_status(expected: u16, response: &Response) -> Option<String> {
    let status = response.status;
    (status != expected).then(|| format!("the status is {status} instead of {expected}"))
}

/// The headers that an answer has by its kind; the others are the server's.
fn faults_of_headers(
    kind: &RejectionKind,
    answer: &Answer,
    headers: &HeaderMap,
) -> impl Iterator<Item = String> {
    let allow = matches!(kind, RejectionKind::Method).then(|| HeaderValue::from_static("POST"));
    let authenticate = match kind {
        RejectionKind::NotAuthentic { challenge } => challenge.clone(),
        _ => None,
    };
    let retry_after = match kind {
        RejectionKind::Busy { retry_after } => Some(retry_after.as_secs().max(1).into()),
        _ => None,
    };
    let expected = [
        (CONTENT_TYPE, answer.content_type.clone()),
        (ALLOW, allow),
        (WWW_AUTHENTICATE, authenticate),
        (RETRY_AFTER, retry_after),
    ];
    expected.into_iter().filter_map(|(name, value)| fault_of_header(&name, value.as_ref(), headers))
}

fn fault_of_header(
    name: &HeaderName,
    expected: Option<&HeaderValue>,
    headers: &HeaderMap,
) -> Option<String> {
    let expected: Vec<_> = expected.into_iter().collect();
    let came: Vec<_> = headers.get_all(name).iter().collect();
    (came != expected).then(|| format!("{name} is {came:?} instead of {expected:?}"))
}

/// What of the request the answer repeats.
fn leaks(request: &Request, response: &Response) -> Option<String> {
    let query = request.query().filter(|query| !query.is_empty());
    let mut private = PRIVATE.into_iter().chain(query);
    let values = response.headers.values().map(HeaderValue::as_bytes);
    let told: Vec<_> =
        values.chain([response.body.as_ref()]).map(String::from_utf8_lossy).collect();
    let leak = private.find(|text| told.iter().any(|told| told.contains(text)))?;
    Some(format!("the answer repeats {leak:?} of the request"))
}

fn fault_of_events(expected: &Expected, events: &[Event]) -> Option<String> {
    match (expected, events) {
        (Expected::Rejected(_), []) => None,
        (Expected::Event { event, shape }, [seen]) => fault_of_event(event, *shape, seen),
        (Expected::Rejected(_), events) => {
            Some(format!("the handler saw {} instead of none", counted(events.len())))
        }
        (Expected::Event { .. }, events) => {
            Some(format!("the handler saw {} instead of one", counted(events.len())))
        }
    }
}

/// A number of events, in words.
pub(super) fn counted(events: usize) -> String {
    match events {
        0 => "no event".to_owned(),
        1 => "one event".to_owned(),
        more => format!("{more} events"),
    }
}

fn fault_of_event(expected: &Value, shape: Shape, seen: &Event) -> Option<String> {
    let seen_shape = Shape::of(seen);
    if seen_shape != shape {
        return Some(format!("the handler saw the shape {seen_shape:?} instead of {shape:?}"));
    }
    match serde_json::to_value(seen) {
        Ok(written) => difference(expected, &written),
        Err(error) => Some(format!("the event cannot be written again: {error}")),
    }
}
