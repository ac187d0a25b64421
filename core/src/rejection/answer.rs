use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{Response, StatusCode};
use http_body_util::Full;
use serde::Serialize;

use crate::event::EventError;
use crate::rejection::RejectionKind;
use crate::trace;

/// The part of an answer that an application may choose: status, content type and body.
///
/// [`Answer::problem`] is what is answered unless the receiver was given another function
/// ([`ReceiverBuilder::answer_with`](crate::ReceiverBuilder::answer_with)). `Allow`,
/// `WWW-Authenticate` and `Retry-After` are added to every answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The content type of the body; none for a body without one.
    pub content_type: Option<HeaderValue>,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// An answer of one's own.
    pub fn new(
        status: StatusCode,
        content_type: Option<HeaderValue>,
        body: impl Into<Bytes>,
    ) -> Self {
        Self { status, content_type, body: body.into() }
    }

    /// The problem document for `kind` (RFC 9457).
    pub fn problem(kind: &RejectionKind) -> Self {
        let detail = kind.detail();
        let (mut line, mut column, mut pointer) = (None, None, None);
        match kind {
            RejectionKind::NotAnEvent(EventError::NotJson { line: at_line, column: at_column }) => {
                (line, column) = (Some(*at_line), Some(*at_column));
            }
            RejectionKind::NotAnEvent(EventError::NotAnEvent { pointer: at, .. }) => {
                pointer = Some(at.as_str());
            }
            _ => {}
        }
        let problem = Problem {
            r#type: format!("urn:kudosity-webhook:problem:{}", kind.name()),
            title: kind.title(),
            status: kind.status().as_u16(),
            detail: &detail,
            pointer,
            line,
            column,
        };
        let content_type = HeaderValue::from_static("application/problem+json");
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        Self::new(kind.status(), Some(content_type), body)
    }
}

/// The members of a problem document, in the order in which they are written.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

/// A request that is not handed on, and what its sender is answered.
///
/// It comes from a [`Receiver`](crate::Receiver) alone, holds nothing that the sender sent, and turns
/// into a response. In axum and tower it is also in the response's extensions, for outer layers.
#[derive(Clone)]
pub struct Rejection(Arc<Inner>);

struct Inner {
    kind: RejectionKind,
    answer: Answer,
}

impl Rejection {
    pub(crate) fn new(kind: RejectionKind, answer: Answer) -> Self {
        Self(Arc::new(Inner { kind, answer }))
    }

    /// The rejection for an application that was set up without a receiver; `remedy`, which says what
    /// to change, is logged.
    ///
    /// For adapters. Where there is a receiver, [`Intake::misconfigured`](crate::Intake::misconfigured)
    /// tells its observer too.
    pub fn without_receiver(remedy: &'static str) -> Self {
        trace::misconfigured(remedy);
        Self::for_test(RejectionKind::Misconfigured)
    }

    /// A rejection of this kind with the answer that a receiver gives by default, for the tests of what
    /// handles rejections.
    pub fn for_test(kind: RejectionKind) -> Self {
        let answer = Answer::problem(&kind);
        Self::new(kind, answer)
    }

    /// The same for a request whose answer has no body.
    pub(crate) fn without_body(self) -> Self {
        let answer = Answer { body: Bytes::new(), ..self.0.answer.clone() };
        Self::new(self.kind().clone(), answer)
    }

    /// Why it is not handed on.
    pub fn kind(&self) -> &RejectionKind {
        &self.0.kind
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.0.answer.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        let content_type = self.0.answer.content_type.clone();
        let content_type = content_type.map(|value| (CONTENT_TYPE, value));
        let required = match self.kind() {
            RejectionKind::Method => Some((ALLOW, HeaderValue::from_static("POST"))),
            RejectionKind::NotAuthentic { challenge: Some(challenge) } => {
                Some((WWW_AUTHENTICATE, challenge.clone()))
            }
            RejectionKind::Busy { retry_after } => Some((RETRY_AFTER, seconds(*retry_after))),
            _ => None,
        };
        content_type.into_iter().chain(required)
    }

    /// The body of the answer.
    pub fn body(&self) -> Bytes {
        self.0.answer.body.clone()
    }

    /// The answer as a response.
    pub fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body()));
        *response.status_mut() = self.status();
        response.headers_mut().extend(self.headers());
        response
    }
}

/// A duration as `Retry-After` has it: whole seconds, one at least.
fn seconds(duration: Duration) -> HeaderValue {
    let part = u64::from(duration.subsec_nanos() > 0);
    HeaderValue::from(duration.as_secs().saturating_add(part).max(1))
}

impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejection")
            .field("kind", self.kind())
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind().title(), self.kind().detail())
    }
}

impl std::error::Error for Rejection {}
