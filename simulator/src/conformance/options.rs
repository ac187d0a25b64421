use std::time::Duration;

use super::server::PATIENCE;
use super::{Limits, Place};
use crate::client::Version;

/// How an endpoint is checked whose handler cannot be seen.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Where the secret stands in the target; [`Place::in_target`] finds it unless this says.
    pub place: Option<Place>,
    /// What the receiver allows.
    pub limits: Limits,
    /// How closely refusals are compared.
    pub answers: Answers,
    /// Whether what is authentic, and no event, is answered by a success, as by an inbox, which keeps it.
    pub acknowledges_unreadable: bool,
    /// The versions to try; where there are none, those that the server speaks.
    pub versions: Vec<Version>,
    /// Whether to leave the cases about secrets out where the target holds none, rather than to fail.
    pub without_secret: bool,
    /// How many cases are tried at once, each with a body of the largest size at most.
    pub at_once: usize,
    /// How long an answer may take, beside the time that its body takes.
    pub patience: Duration,
}

/// How closely the answers to what is refused are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Status, headers and problem document, to the letter.
    Exact,
    /// The status alone, and the problem's type where there is one: for receivers whose
    /// [`answer_with`](kudosity_webhook::ReceiverBuilder::answer_with) has texts of its own.
    Status,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            place: None,
            limits: Limits::default(),
            answers: Answers::Exact,
            acknowledges_unreadable: false,
            versions: Vec::new(),
            without_secret: false,
            at_once: 8,
            patience: PATIENCE,
        }
    }
}
