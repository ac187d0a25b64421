use std::borrow::Cow;

use http::StatusCode;

use crate::event::EventError;
use crate::rejection::RejectionKind;

/// A row of the table of answers.
pub(super) struct Row {
    pub(super) status: StatusCode,
    /// The last part of the problem's `type`. Published: never changed.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) detail: Cow<'static, str>,
}

impl Row {
    pub(super) fn of(kind: &RejectionKind) -> Self {
        match kind {
            RejectionKind::Method => Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "Method not allowed",
                "Deliver events by POST.",
            ),
            RejectionKind::ContentType => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "content-type",
                "Unsupported content type",
                "Send exactly one Content-Type header, application/json.",
            ),
            RejectionKind::ContentEncoding => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "content-encoding",
                "Unsupported content encoding",
                "Send the body as it is, without Content-Encoding.",
            ),
            RejectionKind::NotAuthentic { challenge } => Self::new(
                if challenge.is_some() { StatusCode::UNAUTHORIZED } else { StatusCode::FORBIDDEN },
                "not-authentic",
                "Not authentic",
                "The request does not carry the credential that this endpoint expects.",
            ),
            RejectionKind::BodyTooLarge { limit } => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body-too-large",
                "Body too large",
                match limit {
                    Some(limit) => format!("The body is larger than {limit} bytes.").into(),
                    None => Cow::Borrowed("The body is larger than the application allows."),
                },
            ),
            RejectionKind::BodyTimeout { limit } => Self::new(
                StatusCode::REQUEST_TIMEOUT,
                "body-timeout",
                "Body not complete in time",
                format!("The body was not complete within {} s.", limit.as_secs_f64()),
            ),
            RejectionKind::BodyBroken => Self::new(
                StatusCode::BAD_REQUEST,
                "body-broken",
                "Body broken",
                "The body ended early, or its framing is broken.",
            ),
            RejectionKind::NotAnEvent(error) => Self::of_body(error),
            RejectionKind::Busy { .. } => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Busy",
                "The event cannot be taken now. Deliver it again later.",
            ),
            RejectionKind::Misconfigured => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "misconfigured",
                "Endpoint misconfigured",
                "The fault is the receiver's, not the sender's. Its log says what to change.",
            ),
        }
    }

    fn of_body(error: &EventError) -> Self {
        let (status, name, title) = match error {
            EventError::TooManyValues { .. } => {
                (StatusCode::PAYLOAD_TOO_LARGE, "too-many-values", "Too many JSON values")
            }
            EventError::TooDeep { .. } => {
                (StatusCode::BAD_REQUEST, "too-deep", "JSON nested too deeply")
            }
            EventError::NotJson { .. } => (StatusCode::BAD_REQUEST, "not-json", "Not JSON"),
            EventError::NotAnEvent { .. } => {
                (StatusCode::UNPROCESSABLE_ENTITY, "not-an-event", "Not an event")
            }
        };
        Self::new(status, name, title, error.to_string())
    }

    fn new(
        status: StatusCode,
        name: &'static str,
        title: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { status, name, title, detail: detail.into() }
    }
}
