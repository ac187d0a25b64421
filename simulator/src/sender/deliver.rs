use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::time::{sleep, timeout};

use super::connections::Connections;
use super::trace::Trace;
use super::{Attempt, RetrySchedule};
use crate::client::{NoAnswer, Request, Target, Version};

/// Delivers events to one endpoint.
///
/// Clones share its connections. It runs on tokio.
#[derive(Clone, Debug)]
pub struct Sender {
    connections: Arc<Connections>,
    timeout: Duration,
    schedule: Arc<RetrySchedule>,
}

impl Sender {
    /// A sender by HTTP/1.1 that waits 30 s for an answer, and tries once.
    pub fn new(target: Target) -> Self {
        Self::by(Version::Http1, target)
    }

    /// A sender by this version of HTTP: the provider's is a client of HTTP/2.
    pub fn by(version: Version, target: Target) -> Self {
        Self {
            connections: Arc::new(Connections::new(target, version)),
            timeout: Duration::from_secs(30),
            schedule: Arc::new(RetrySchedule::never()),
        }
    }

    /// The time that one try may take, connecting included. The provider's is not documented.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Tries again by this schedule what was not accepted.
    pub fn retrying(mut self, schedule: RetrySchedule) -> Self {
        self.schedule = Arc::new(schedule);
        self
    }

    /// Delivers a body, again where it is not accepted, and tells of every try; returns the last.
    pub async fn deliver(&self, body: impl Into<Bytes>, mut tell: impl FnMut(&Attempt)) -> Attempt {
        let body = body.into();
        let mut number = 1;
        loop {
            let attempt = self.attempt(number, body.clone()).await;
            tell(&attempt);
            let Some(pause) = attempt.again_after else { return attempt };
            sleep(pause).await;
            number += 1;
        }
    }

    /// Tries for the nth time to deliver a body.
    pub(super) async fn attempt(&self, number: u32, body: Bytes) -> Attempt {
        let request = self.request(body);
        let began = Instant::now();
        let answer = timeout(self.timeout, self.connections.exchange(&request)).await;
        let answer = answer.unwrap_or(Err(NoAnswer::TimedOut));
        let mut attempt = Attempt { number, elapsed: began.elapsed(), answer, again_after: None };
        if !attempt.accepted() {
            attempt.again_after = self.schedule.pause_after(number as usize);
        }
        attempt
    }

    /// A delivery of this body, with a trace of its own.
    fn request(&self, body: Bytes) -> Request {
        let trace = Trace::new();
        let delivery = self.connections.target().delivery(body);
        [("traceparent", trace.parent()), ("sentry-trace", trace.sentry())]
            .into_iter()
            .fold(delivery, |delivery, (name, value)| {
                delivery.without_header(name).header(name, value)
            })
    }
}
