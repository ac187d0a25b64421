use std::time::Duration;

use http::HeaderValue;

use crate::event::EventError;

/// Why a request was not handed on.
///
/// [`name`](Self::name) is a label for metrics.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RejectionKind {
    /// The method is not `POST`.
    Method,
    /// There is not exactly one content type, or it is not `application/json`.
    ContentType,
    /// The body is compressed or otherwise encoded, or has more than one content encoding.
    ContentEncoding,
    /// It does not come from the provider, as far as the authenticator can tell.
    NotAuthentic {
        /// What is asked for in `WWW-Authenticate`, if anything.
        challenge: Option<HeaderValue>,
    },
    /// The body is larger than allowed.
    BodyTooLarge {
        /// The receiver's limit in bytes; none where a limit outside the receiver was hit.
        limit: Option<usize>,
    },
    /// The body was not complete in time.
    BodyTimeout {
        /// The time it may take, from the head to the last byte.
        limit: Duration,
    },
    /// The body broke off, or its framing is broken.
    BodyBroken,
    /// The body is authentic, but no event.
    NotAnEvent(EventError),
    /// It cannot be taken now: too many bytes are in flight, or the sink is busy.
    Busy {
        /// After which time to try again.
        retry_after: Duration,
    },
    /// The application is set up wrongly; what to change is in its log, not in the answer.
    Misconfigured,
}
