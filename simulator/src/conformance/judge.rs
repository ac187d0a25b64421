use http::header::{ALLOW, CONTENT_TYPE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue};
use kudosity_webhook::{Answer, Event, RejectionKind};
use serde_json::Value;

use super::difference::difference;
use super::place::Credential;
use super::{Answers, Case, Endpoint, Expected, Shape};
use crate::client::{NoAnswer, Request, Response, Version};

/// The numbers and ids that stand in the requests of the cases and must not stand in an answer.
const PRIVATE: [&str; 3] = ["61491570006", "61491570156", "alss-2way"];

/// By what the outcomes of an endpoint's cases are judged.
pub(super) struct Judge<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) answers: Answers,
}

impl Judge<'_> {
    /// What is wrong with what came of a case; the events are those that its handler saw, if that can
    /// be known.
    pub(super) fn faults(
        &self,
        case: &Case,
        version: Version,
        answer: &Result<Response, NoAnswer>,
        events: Option<&[Event]>,
    ) -> Vec<String> {
        let mut faults = match (answer, &case.expected) {
            // Whether the sender resets the stream or breaks its rules, it takes no answer any more.
            (Err(NoAnswer::Reset), Expected::Rejected(RejectionKind::BodyBroken))
                if version == Version::Http2 =>
            {
                Vec::new()
            }
            (Err(error), _) => vec![error.to_string()],
            (Ok(response), Expected::Event { .. }) => {
                fault_of_acceptance(response, events.is_some()).into_iter().collect()
            }
            (Ok(response), Expected::Rejected(kind)) => {
                self.faults_of_refusal(case, kind, response)
            }
        };
        faults.extend(events.and_then(|events| fault_of_events(&case.expected, events)));
        match self.endpoint.credential() {
            // What a server repeats of it must not stand in a report.
            Some(Credential { secret, .. }) => {
                faults.iter().map(|fault| fault.replace(secret, "[secret]")).collect()
            }
            None => faults,
        }
    }

    fn faults_of_refusal(
        &self,
        case: &Case,
        kind: &RejectionKind,
        response: &Response,
    ) -> Vec<String> {
        let answer = Answer::problem(kind);
        let mut faults: Vec<_> =
            fault_of_status(answer.status.as_u16(), response).into_iter().collect();
        match self.answers {
            Answers::Exact => {
                faults.extend(faults_of_headers(kind, &answer, &response.headers));
                let body = if case.request.is_head() { &[] } else { answer.body.as_ref() };
                if response.body != body {
                    let [came, expected] = [&response.body, body].map(shown);
                    faults.push(format!("the body is {came} instead of {expected}"));
                }
            }
            Answers::Status => faults.extend(fault_of_problem(kind, response)),
        }
        faults.extend(self.leaks(&case.request, response));
        faults
    }

    /// What of the request the answer repeats.
    fn leaks(&self, request: &Request, response: &Response) -> Option<String> {
        let values = response.headers.values().map(HeaderValue::as_bytes);
        let told: Vec<_> =
            values.chain([response.body.as_ref()]).map(String::from_utf8_lossy).collect();
        let secret =
            self.endpoint.credential().map(|credential| ("the secret", &*credential.secret));
        let query = request.query().filter(|query| !query.is_empty());
        let private = PRIVATE.map(|text| (text, text));
        let mut private =
            secret.into_iter().chain(query.map(|it| ("the query", it))).chain(private);
        let (name, _) = private.find(|(_, text)| told.iter().any(|told| told.contains(text)))?;
        Some(format!("the answer repeats {name} of the request"))
    }
}

/// As much of a body is shown, in characters.
const MAX_SHOWN: usize = 300;

fn shown(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}

/// Of a handler that is known the answer is known too; another's may be any success.
fn fault_of_acceptance(response: &Response, known: bool) -> Option<String> {
    if known {
        return fault_of_status(200, response);
    }
    let status = response.status;
    (!status.is_success()).then(|| format!("the status is {status} instead of a success, 2xx"))
}

fn fault_of_status(expected: u16, response: &Response) -> Option<String> {
    let status = response.status;
    (status != expected).then(|| format!("the status is {status} instead of {expected}"))
}

/// Another type of problem in the answer than the kind's; there may be none.
fn fault_of_problem(kind: &RejectionKind, response: &Response) -> Option<String> {
    let came = problem(response)?;
    let expected = kind.name();
    (came != expected).then(|| format!("the problem is {came:?} instead of {expected:?}"))
}

/// The name of the problem in an answer, where it is one of the receiver's.
pub(super) fn problem(response: &Response) -> Option<String> {
    let body: Value = serde_json::from_slice(&response.body).ok()?;
    let name = body.get("type")?.as_str()?.strip_prefix("urn:kudosity-webhook:problem:")?;
    Some(name.to_owned())
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
