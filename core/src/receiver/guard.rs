use super::endpoint::Receiver;
use crate::authenticate::{By, Verdict};
use crate::head::{Head, Sole};
use crate::rejection::RejectionKind;
use crate::trace;

/// What is known of a request whose head was admitted.
pub(super) struct Passed {
    pub(super) declared_length: Option<usize>,
    pub(super) by: Option<By>,
}

/// Checks a head, the cheap checks first.
pub(super) fn check(receiver: &Receiver, head: &dyn Head) -> Result<Passed, RejectionKind> {
    if head.method() != "POST" {
        return Err(RejectionKind::Method);
    }
    if !is_json(head) {
        return Err(RejectionKind::ContentType);
    }
    if is_encoded(head) {
        return Err(RejectionKind::ContentEncoding);
    }
    let declared_length = declared_length(head);
    let limit = receiver.0.max_body_size;
    if declared_length.is_some_and(|length| length > limit) {
        return Err(RejectionKind::BodyTooLarge { limit: Some(limit) });
    }
    let by = decided(receiver, receiver.0.authenticator.head(head))?;
    Ok(Passed { declared_length, by })
}

/// Turns a verdict into the credential, once there is one.
pub(super) fn decided(receiver: &Receiver, verdict: Verdict) -> Result<Option<By>, RejectionKind> {
    match verdict {
        Verdict::Authentic(by) => Ok(Some(by)),
        Verdict::Undecided => Ok(None),
        Verdict::Refused => Err(not_authentic(receiver)),
        Verdict::Misconfigured(remedy) => {
            trace::misconfigured(remedy);
            Err(RejectionKind::Misconfigured)
        }
    }
}

pub(super) fn not_authentic(receiver: &Receiver) -> RejectionKind {
    RejectionKind::NotAuthentic { challenge: receiver.0.authenticator.challenge() }
}

/// `application/json`, once, with any parameters.
fn is_json(head: &dyn Head) -> bool {
    let Sole::One(value) = head.sole_header("content-type") else {
        return false;
    };
    let essence = value.split(|byte| *byte == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(b"application/json")
}

/// Anything but `identity`, once. No more than two lines are looked at: to read all by their number
/// takes time by the square of how many came.
fn is_encoded(head: &dyn Head) -> bool {
    match head.sole_header("content-encoding") {
        Sole::Absent => false,
        Sole::One(value) => !value.trim_ascii().eq_ignore_ascii_case(b"identity"),
        Sole::Many => true,
    }
}

/// The declared length: a hint for the receiver, while the server takes care of the framing.
///
/// One that does not fit a `usize` is as good as the largest.
fn declared_length(head: &dyn Head) -> Option<usize> {
    let Sole::One(value) = head.sole_header("content-length") else {
        return None;
    };
    let digits = std::str::from_utf8(value.trim_ascii()).ok()?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(usize::MAX))
}
