use std::fmt;
use std::sync::Arc;

use tokio::time::Instant;

use super::endpoint::Receiver;
use super::in_flight::Reserved;
use crate::authenticate::By;
use crate::observe::{Observation, Outcome};
use crate::trace;

/// How far a request has come, and what it holds, until its delivery is dropped.
pub(crate) struct Progress {
    pub(super) started: Instant,
    pub(super) body_size: usize,
    pub(super) authenticated_by: Option<By>,
    pub(super) vouched_by: Option<By>,
    pub(super) reserved: Reserved,
    pub(super) span: trace::Span,
}

impl Progress {
    pub(super) fn new(receiver: &Receiver, span: trace::Span) -> Self {
        Self {
            started: Instant::now(),
            body_size: 0,
            authenticated_by: None,
            vouched_by: None,
            reserved: Reserved::none(Arc::clone(&receiver.0.in_flight)),
            span,
        }
    }

    pub(super) fn observation<'a>(&'a self, outcome: Outcome<'a>) -> Observation<'a> {
        Observation {
            outcome,
            body_size: self.body_size,
            started: self.started,
            authenticated_by: self.authenticated_by.as_ref(),
            vouched_by: self.vouched_by.as_ref(),
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").field("reserved", &self.reserved).finish_non_exhaustive()
    }
}
