use http::header::{ALLOW, CONTENT_TYPE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue};
use kudosity_webhook::{Answer, Event, RejectionKind};
use serde_json::Value;

use super::difference::difference;
use super::{Answers, Case, Endpoint, Expected, Outcome, Shape};
use crate::client::{NoAnswer, Response, Secrets, Version};

/// The numbers and ids that stand in the requests of the cases and must not stand in an answer.
const PRIVATE: [&str; 3] = ["61491570006", "61491570156", "alss-2way"];

/// By what the outcome of one of an endpoint's cases is judged.
pub(super) struct Judge<'a> {
    endpoint: &'a Endpoint,
    answers: Answers,
    /// What is authentic and no event is acknowledged.
    acknowledges_unreadable: bool,
    case: Case,
    /// What a server may repeat and a report must not.
    secrets: Secrets,
}

impl<'a> Judge<'a> {
    pub(super) fn new(endpoint: &'a Endpoint, answers: Answers, case: Case) -> Self {
        let secrets = endpoint.secrets(&case.request);
        Self { endpoint, answers, acknowledges_unreadable: false, case, secrets }
    }

    pub(super) fn acknowledging_unreadable(self, acknowledges_unreadable: bool) -> Self {
        Self { acknowledges_unreadable, ..self }
    }

    /// What came of the case, and what is wrong with that; the events are those that its handler saw,
    /// if that can be known.
    pub(super) fn outcome(
        self,
        version: Version,
        answer: Result<Response, NoAnswer>,
        events: Option<Vec<Event>>,
    ) -> Outcome {
        let faults = self.faults(version, &answer, events.as_deref());
        let problem = answer.as_ref().ok().and_then(|response| self.problem(response));
        Outcome { case: self.case, version, answer, problem, events, faults }
    }

    fn faults(
        &self,
        version: Version,
        answer: &Result<Response, NoAnswer>,
        events: Option<&[Event]>,
    ) -> Vec<String> {
        let mut faults = match (answer, &self.case.expected) {
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
            (Ok(response), Expected::Rejected(RejectionKind::NotAnEvent(_)))
                if self.acknowledges_unreadable =>
            {
                fault_of_acceptance(response, false).into_iter().collect()
            }
            (Ok(response), Expected::Rejected(kind)) => self.faults_of_refusal(kind, response),
        };
        faults.extend(events.and_then(|events| fault_of_events(&self.case.expected, events)));
        faults
    }

    fn faults_of_refusal(&self, kind: &RejectionKind, response: &Response) -> Vec<String> {
        let answer = Answer::problem(kind);
        let mut faults: Vec<_> =
            fault_of_status(answer.status.as_u16(), response).into_iter().collect();
        match self.answers {
            Answers::Exact => {
                faults.extend(self.faults_of_headers(kind, &answer, &response.headers));
                let body = if self.case.request.is_head() { &[] } else { answer.body.as_ref() };
                if response.body != body {
                    let [came, expected] = [&response.body, body].map(|body| self.shown(body));
                    faults.push(format!("the body is {came} instead of {expected}"));
                }
            }
            Answers::Status => faults.extend(self.fault_of_problem(kind, response)),
        }
        faults.extend(self.leaks(response));
        faults
    }

    /// What of the request the answer repeats.
    fn leaks(&self, response: &Response) -> Option<String> {
        let values = response.headers.values().map(HeaderValue::as_bytes);
        let told: Vec<_> =
            values.chain([response.body.as_ref()]).map(String::from_utf8_lossy).collect();
        let secret =
            self.endpoint.credential().map(|credential| ("the secret", &*credential.secret));
        let query = self.case.request.query().filter(|query| !query.is_empty());
        let private = PRIVATE.map(|text| (text, text));
        let mut private =
            secret.into_iter().chain(query.map(|it| ("the query", it))).chain(private);
        let (name, _) = private.find(|(_, text)| told.iter().any(|told| told.contains(text)))?;
        Some(format!("the answer repeats {name} of the request"))
    }

    /// A body as it may stand in a report.
    fn shown(&self, body: &[u8]) -> String {
        // What is redacted first is not cut in two.
        let text = self.secrets.redact(&String::from_utf8_lossy(body));
        match text.char_indices().nth(MAX_SHOWN) {
            Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
            None => format!("{text:?}"),
        }
    }

    /// Another type of problem in the answer than the kind's; there may be none.
    fn fault_of_problem(&self, kind: &RejectionKind, response: &Response) -> Option<String> {
        let came = self.problem(response)?;
        let expected = kind.name();
        (came != expected).then(|| format!("the problem is {came:?} instead of {expected:?}"))
    }

    /// The name of the problem in an answer, where it is one of the receiver's.
    fn problem(&self, response: &Response) -> Option<String> {
        let body: Value = serde_json::from_slice(&response.body).ok()?;
        let name = body.get("type")?.as_str()?.strip_prefix("urn:kudosity-webhook:problem:")?;
        Some(self.secrets.redact(name))
    }

    /// What is wrong with the headers that an answer has by its kind; the others are the server's.
    fn faults_of_headers(
        &self,
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
        let fault = |(name, value): (HeaderName, Option<HeaderValue>)| {
            self.fault_of_header(&name, value.as_ref(), headers)
        };
        expected.into_iter().filter_map(fault)
    }

    fn fault_of_header(
        &self,
        name: &HeaderName,
        expected: Option<&HeaderValue>,
        headers: &HeaderMap,
    ) -> Option<String> {
        let expected: Vec<_> = expected.into_iter().collect();
        let came: Vec<_> = headers.get_all(name).iter().collect();
        let came_text = self.secrets.redact(&format!("{came:?}"));
        (came != expected).then(|| format!("{name} is {came_text} instead of {expected:?}"))
    }
}

/// As much of a body is shown, in characters.
const MAX_SHOWN: usize = 300;

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
