use std::borrow::Cow;

use http::StatusCode as Status;

use crate::event::EventError;
use crate::rejection::RejectionKind as Kind;

impl Kind {
    /// The last part of the problem's `type`, which never changes: a label for metrics.
    pub fn name(&self) -> &'static str {
        self.row().1
    }

    pub(super) fn status(&self) -> Status {
        self.row().0
    }

    pub(super) fn title(&self) -> &'static str {
        self.row().2
    }

    /// Status, name and title: the table. Names are published, and never changed.
    #[rustfmt::skip]
    fn row(&self) -> (Status, &'static str, &'static str) {
        match self {
            Self::Method => (Status::METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed"),
            Self::ContentType => (Status::UNSUPPORTED_MEDIA_TYPE, "content-type", "Unsupported content type"),
            Self::ContentEncoding => (Status::UNSUPPORTED_MEDIA_TYPE, "content-encoding", "Unsupported content encoding"),
            Self::NotAuthentic { challenge: None } => (Status::FORBIDDEN, "not-authentic", "Not authentic"),
            Self::NotAuthentic { challenge: Some(_) } => (Status::UNAUTHORIZED, "not-authentic", "Not authentic"),
            Self::BodyTooLarge { .. } => (Status::PAYLOAD_TOO_LARGE, "body-too-large", "Body too large"),
            Self::BodyTimeout { .. } => (Status::REQUEST_TIMEOUT, "body-timeout", "Body not complete in time"),
            Self::BodyBroken => (Status::BAD_REQUEST, "body-broken", "Body broken"),
            Self::NotAnEvent(error) => match error {
                EventError::TooManyValues { .. } => (Status::PAYLOAD_TOO_LARGE, "too-many-values", "Too many JSON values"),
                EventError::TooDeep { .. } => (Status::BAD_REQUEST, "too-deep", "JSON nested too deeply"),
                EventError::NotJson { .. } => (Status::BAD_REQUEST, "not-json", "Not JSON"),
                EventError::NotAnEvent { .. } => (Status::UNPROCESSABLE_ENTITY, "not-an-event", "Not an event"),
            },
            Self::Busy { .. } => (Status::SERVICE_UNAVAILABLE, "busy", "Busy"),
            Self::Misconfigured => (Status::INTERNAL_SERVER_ERROR, "misconfigured", "Endpoint misconfigured"),
        }
    }

    /// What is wrong, and what to do about it.
    pub(super) fn detail(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Method => "Deliver events by POST.",
            Self::ContentType => "Send exactly one Content-Type header, application/json.",
            Self::ContentEncoding => "Send the body as it is, without Content-Encoding.",
            Self::NotAuthentic { .. } => {
                "The request does not carry the credential that this endpoint expects."
            }
            Self::BodyTooLarge { limit: None } => "The body is larger than the application allows.",
            Self::BodyTooLarge { limit: Some(limit) } => {
                return Cow::Owned(format!("The body is larger than {limit} bytes."));
            }
            Self::BodyTimeout { limit } => {
                let seconds = limit.as_secs_f64();
                return Cow::Owned(format!("The body was not complete within {seconds} s."));
            }
            Self::BodyBroken => "The body ended early, or its framing is broken.",
            Self::NotAnEvent(error) => return Cow::Owned(error.to_string()),
            Self::Busy { .. } => "The event cannot be taken now. Deliver it again later.",
            Self::Misconfigured => {
                "The fault is the receiver's, not the sender's. Its log says what to change."
            }
        })
    }
}
