use std::time::Duration;

use crate::client::{NoAnswer, Response};

/// One try to deliver an event, and what came of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// Which try it was, from 1.
    pub number: u32,
    /// From its beginning to the end of the answer; a connection that had to be made first included.
    pub elapsed: Duration,
    /// What was answered.
    pub answer: Result<Response, NoAnswer>,
    /// After which pause the event is tried again; nothing, if this was the last try.
    pub again_after: Option<Duration>,
}

impl Attempt {
    /// Whether the answer acknowledges the event: a 2xx.
    ///
    /// Which answers the provider takes for success is not documented. Another one, a redirect too, is
    /// none here.
    pub fn accepted(&self) -> bool {
        self.answer.as_ref().is_ok_and(|answer| answer.status.is_success())
    }
}
