use std::fmt;

use kudosity_webhook::Event;
use serde::{Serialize, Serializer};
use serde_json::json;

use super::Case;
use super::judge::counted;
use crate::client::{NoAnswer, Response, Version};

/// What came of one case.
///
/// It serialises to its name, what was expected, what came and what is wrong with that, without
/// anything of the request or the event.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The case.
    pub case: Case,
    /// The version by which it was sent.
    pub version: Version,
    /// What the sender was answered.
    pub answer: Result<Response, NoAnswer>,
    /// The name of the problem in it, if there is one.
    pub(super) problem: Option<String>,
    /// What the handler saw, if that can be known.
    pub events: Option<Vec<Event>>,
    /// What is wrong with that, in words.
    pub faults: Vec<String>,
}

impl Outcome {
    /// Whether everything is as it must be.
    pub fn passed(&self) -> bool {
        self.faults.is_empty()
    }

    /// What came, in words.
    fn came(&self) -> String {
        let answer = match &self.answer {
            Ok(response) => response.status.to_string(),
            Err(error) => error.to_string(),
        };
        match &self.events {
            Some(events) => format!("{answer}, and {}", counted(events.len())),
            None => answer,
        }
    }
}

/// On one line, and below it what is wrong, if anything.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { case, version, faults, .. } = self;
        let mark = if self.passed() { "passed" } else { "FAILED" };
        writeln!(f, "{mark}  {version:8}  {}: {}", case.topic, case.name)?;
        if !self.passed() {
            writeln!(f, "  expected  {}", case.expected)?;
            writeln!(f, "  came      {}", self.came())?;
        }
        faults.iter().try_for_each(|fault| writeln!(f, "  - {fault}"))
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { case, version, answer, problem, events, faults } = self;
        let came = match answer {
            Ok(response) => {
                json!({ "status": response.status.as_u16(), "problem": problem })
            }
            Err(error) => json!({ "error": error.to_string() }),
        };
        let outcome = json!({
            "name": case.name,
            "topic": case.topic.name(),
            "version": version.to_string(),
            "expected": case.expected,
            "came": came,
            "events": events.as_ref().map(Vec::len),
            "faults": faults,
            "passed": self.passed(),
        });
        outcome.serialize(serializer)
    }
}
