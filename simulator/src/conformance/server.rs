use std::net::SocketAddr;
use std::time::Duration;

use kudosity_webhook::EventType;

use super::cases::cases;
use super::judge::{counted, judge};
use super::{Case, Credential, Outcome, Recorder, Report};
use crate::client::send;
use crate::samples;

/// A server under test: one whose receiver is [`receiver`](super::receiver) of its credential, and
/// whose handler records every event.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where it listens, without TLS.
    pub addr: SocketAddr,
    /// The path of its endpoint.
    pub path: String,
    /// Where it expects the secret.
    pub credential: Credential,
    /// What its handler records in.
    pub recorder: Recorder,
}

/// The time for one exchange, far more than any case needs.
const LIMIT: Duration = Duration::from_secs(20);

/// Tries every case of the server's credential, one after the other.
pub async fn run(server: &Server) -> Report {
    let mut outcomes = Vec::new();
    for case in cases(&server.path, server.credential) {
        outcomes.push(server.attempt(case).await);
    }
    Report { credential: server.credential, outcomes }
}

impl Server {
    /// Tries one case, and whether the server still takes an honest delivery after it.
    ///
    /// Nobody else may send to the server meanwhile.
    pub async fn attempt(&self, case: Case) -> Outcome {
        self.recorder.take();
        let answer = send(self.addr, &case.request, LIMIT).await;
        let events = self.recorder.take();
        let mut faults = judge(&case, &answer, &events);
        faults.extend(self.fault_afterwards().await);
        Outcome { case, answer, events, faults }
    }

    /// What is wrong when an honest delivery follows; an event that comes late shows here too.
    async fn fault_afterwards(&self) -> Option<String> {
        let sample = samples::of(EventType::SmsStatus).next()?;
        let request = self.credential.delivery(&self.path, sample.body);
        let status = match send(self.addr, &request, LIMIT).await {
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
