use std::net::SocketAddr;
use std::time::Duration;

use kudosity_webhook::{EventType, Receiver, SharedSecret};

use super::cases::cases;
use super::check::by_versions;
use super::judge::{Judge, counted};
use super::{Answers, Case, Endpoint, Limits, Outcome, Place, Recorder, Report};
use crate::client::{Client, Target, TargetError, Version};
use crate::samples;

/// The secret of every server under test.
pub const SECRET: &str = "conformance-is_no.secret~2026";

/// The time that a body may take: long enough for the largest, short enough to wait for.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(1);

/// The time for one exchange beside that of its body, far more than any case needs.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// A server under test: one whose receiver is [`receiver`] of its place, and whose handler records
/// every event and answers 200.
#[derive(Clone, Debug)]
pub struct Server {
    endpoint: Endpoint,
    recorder: Recorder,
}

/// The receiver that the cases of a [`Server`] are made for: the default limits, but a body may take
/// [`BODY_TIMEOUT`] only.
#[expect(clippy::expect_used, reason = "a test that cannot be set up fails by panicking")]
pub fn receiver(place: &Place) -> Receiver {
    let in_query = SharedSecret::new(SECRET);
    let secret = in_query.and_then(|secret| match place {
        Place::Query(name) => secret.in_query(name),
        Place::Header(name) => secret.in_header(name),
        Place::Basic(user) => secret.in_basic(user),
    });
    let secret =
        secret.expect("the secret stands in a parameter, a header or a user that can be one");
    Receiver::builder(secret).body_timeout(BODY_TIMEOUT).build()
}

impl Server {
    /// The server that listens there, without TLS, with its endpoint at `path`.
    ///
    /// # Errors
    ///
    /// [`TargetError::NotAUrl`] where the path cannot stand in a URL, [`TargetError::Header`] where the
    /// name of a header is none.
    pub fn new(
        addr: SocketAddr,
        path: &str,
        place: Place,
        recorder: Recorder,
    ) -> Result<Self, TargetError> {
        let target = match &place {
            Place::Query(name) => Target::parse(&format!("http://{addr}{path}?{name}={SECRET}")),
            Place::Header(name) => {
                let target = Target::parse(&format!("http://{addr}{path}"));
                target.and_then(|target| target.with_header(&format!("{name}: {SECRET}")))
            }
            Place::Basic(user) => Target::parse(&format!("http://{user}:{SECRET}@{addr}{path}")),
        }?;
        let limits = Limits { body_timeout: BODY_TIMEOUT, ..Limits::default() };
        let endpoint = Endpoint::new(&target, Some(place), limits);
        Ok(Self { endpoint, recorder })
    }

    /// The cases for it.
    pub fn cases(&self) -> Vec<Case> {
        cases(&self.endpoint)
    }

    /// Tries these cases by both versions of HTTP, one after the other.
    pub async fn run(&self, cases: Vec<Case>) -> Report {
        let versions = Version::ALL.to_vec();
        let (fitting, left_out) = by_versions(cases, &versions);
        let mut outcomes = Vec::new();
        for (case, version) in fitting {
            outcomes.push(self.attempt(case, version).await);
        }
        Report { outcomes, left_out, versions, unspoken: Vec::new(), secret: true }
    }

    /// Tries one case, and whether the server still takes an honest delivery after it: by HTTP/2 on the
    /// same connection.
    ///
    /// Nobody else may send to the server meanwhile.
    pub async fn attempt(&self, case: Case, version: Version) -> Outcome {
        self.recorder.take();
        let client = Client::new(self.endpoint.target().clone(), version);
        let answer = client.send(&case.request, PATIENCE).await;
        let events = self.recorder.take();
        let judge = Judge::new(&self.endpoint, Answers::Exact, case);
        let mut outcome = judge.outcome(version, answer, Some(events));
        outcome.faults.extend(self.fault_afterwards(&client).await);
        outcome
    }

    /// What is wrong when an honest delivery follows; an event that comes late shows here too.
    async fn fault_afterwards(&self, client: &Client) -> Option<String> {
        let sample = samples::of(EventType::SmsStatus).next()?;
        let request = self.endpoint.delivery(sample.body);
        let status = match client.send(&request, PATIENCE).await {
            Ok(answer) => answer.status,
            Err(error) => {
                return Some(format!("afterwards an honest delivery gets no answer: {error}"));
            }
        };
        let seen = self.recorder.take().len();
        (status != 200 || seen != 1).then(|| {
            let seen = counted(seen);
            format!(
                "afterwards an honest delivery is answered {status}, and the handler saw {seen}"
            )
        })
    }
}
