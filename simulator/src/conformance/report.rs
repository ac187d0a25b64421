use std::fmt;

use kudosity_webhook::Event;

use super::judge::counted;
use super::{Case, Credential};
use crate::client::{NoAnswer, Response};

/// What came of every case that was tried.
///
/// [`Display`](fmt::Display) shows the cases that failed.
#[derive(Debug)]
#[non_exhaustive]
#[must_use = "a report may tell of failures: `assert_passed` panics then"]
pub struct Report {
    /// Where the server expects its secret.
    pub credential: Credential,
    /// One outcome a case, in the order in which they were tried.
    pub outcomes: Vec<Outcome>,
}

/// What came of one case.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The case.
    pub case: Case,
    /// What the sender was answered.
    pub answer: Result<Response, NoAnswer>,
    /// What the handler saw.
    pub events: Vec<Event>,
    /// What is wrong with that, in words.
    pub faults: Vec<String>,
}

impl Report {
    /// The outcomes that are not as they must be.
    pub fn failed(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|outcome| !outcome.passed())
    }

    /// Ends a test unless everything is as it must be.
    ///
    /// # Panics
    ///
    /// Where a case failed, with the report.
    #[track_caller]
    pub fn assert_passed(&self) {
        assert!(!self.outcomes.is_empty() && self.failed().next().is_none(), "{self}");
    }
}

impl Outcome {
    /// Whether everything is as it must be.
    pub fn passed(&self) -> bool {
        self.faults.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cases, failed) = (self.outcomes.len(), self.failed().count());
        writeln!(f, "secret in {:?}: {cases} cases, {failed} failed", self.credential)?;
        self.failed().try_for_each(|outcome| outcome.fmt(f))
    }
}

/// A block of lines, each with its end.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { case, answer, events, faults } = self;
        let mark = if self.passed() { "passed" } else { "FAILED" };
        writeln!(f, "{mark}  {}", case.name)?;
        writeln!(f, "  expected  {}", case.expected)?;
        let came = match answer {
            Ok(response) => response.status.to_string(),
            Err(error) => error.to_string(),
        };
        writeln!(f, "  came      {came}, and {}", counted(events.len()))?;
        faults.iter().try_for_each(|fault| writeln!(f, "  - {fault}"))
    }
}
