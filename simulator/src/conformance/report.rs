use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::json;

use super::{Outcome, Topic};
use crate::client::Version;

/// What came of every case that was tried.
///
/// [`Display`](fmt::Display) shows a table by topics and every case that failed, the alternate form
/// (`{:#}`) every case. Nothing in it depends on where the server is or how long it took: servers that
/// behave alike have the same.
#[derive(Debug)]
#[non_exhaustive]
#[must_use = "a report may tell of failures: `assert_passed` panics then"]
pub struct Report {
    /// One outcome for each case and version, in the order of the cases.
    pub outcomes: Vec<Outcome>,
    /// The cases that were not tried.
    pub left_out: Vec<LeftOut>,
    /// The versions that were tried.
    pub versions: Vec<Version>,
    /// The versions that were to be tried, and that the server does not speak.
    pub unspoken: Vec<Version>,
    /// Whether the cases about secrets were tried, for which one must be known.
    pub secret: bool,
}

/// A case that was not tried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The name of the case.
    pub name: String,
    /// Why it was not tried.
    pub why: Why,
}

/// Why a case was not tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// It cannot be said in this version of HTTP.
    Version(Version),
    /// The limits that are said leave no room for it.
    Limits,
}

impl Report {
    /// The outcomes that are not as they must be.
    pub fn failed(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|outcome| !outcome.passed())
    }

    /// Whether something was tried, and everything is as it must be.
    pub fn passed(&self) -> bool {
        !self.outcomes.is_empty() && self.failed().next().is_none()
    }

    /// Ends a test unless everything is as it must be.
    ///
    /// # Panics
    ///
    /// Where a case failed, with the report.
    #[track_caller]
    pub fn assert_passed(&self) {
        assert!(self.passed(), "{self}");
    }

    /// How many of a topic's cases passed by a version, and how many were tried.
    fn count(&self, topic: Option<Topic>, version: Version) -> String {
        let of_topic = |it: &&Outcome| topic.is_none_or(|topic| it.case.topic == topic);
        let tried = self.outcomes.iter().filter(|it| it.version == version).filter(of_topic);
        let (passed, tried) = tried.fold((0, 0), |(passed, tried), outcome| {
            (passed + usize::from(outcome.passed()), tried + 1)
        });
        format!("{passed} of {tried}")
    }

    fn write_row(
        &self,
        f: &mut fmt::Formatter<'_>,
        name: &str,
        cell: impl Fn(Version) -> String,
    ) -> fmt::Result {
        write!(f, "{name:12}")?;
        self.versions.iter().try_for_each(|version| write!(f, "  {:>10}", cell(*version)))?;
        writeln!(f)
    }

    fn write_notes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for version in Version::ALL {
            if self.unspoken.contains(&version) {
                let remedy = match version {
                    Version::Http1 => "",
                    Version::Http2 => " (axum needs its feature `http2`)",
                };
                writeln!(f, "not tried by {version}: the server does not speak it{remedy}")?;
            } else if !self.versions.contains(&version) {
                writeln!(f, "not tried by {version}: it was not asked for")?;
            }
        }
        for why in Version::ALL.map(Why::Version).into_iter().chain([Why::Limits]) {
            match self.left_out.iter().filter(|it| it.why == why).count() {
                0 => {}
                1 => writeln!(f, "left out: a case that {why}")?,
                more => writeln!(f, "left out: {more} cases that {why}")?,
            }
        }
        if !self.secret {
            writeln!(f, "left out: the cases about secrets, since none is known")?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_row(f, "passed", |version| version.to_string())?;
        for topic in Topic::ALL {
            if self.outcomes.iter().any(|outcome| outcome.case.topic == topic) {
                self.write_row(f, topic.name(), |version| self.count(Some(topic), version))?;
            }
        }
        self.write_row(f, "all", |version| self.count(None, version))?;
        self.write_notes(f)?;
        let every = f.alternate();
        let shown = self.outcomes.iter().filter(|outcome| every || !outcome.passed());
        shown.enumerate().try_for_each(|(nth, outcome)| {
            if nth == 0 {
                writeln!(f)?;
            }
            write!(f, "{outcome}")
        })
    }
}

/// As it goes on behind "a case that".
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => write!(f, "cannot be said in {version}"),
            Self::Limits => f.write_str("the limits leave no room for"),
        }
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names =
            |versions: &[Version]| -> Vec<_> { versions.iter().map(Version::to_string).collect() };
        let left_out = self.left_out.iter();
        let left_out = left_out.map(|it| json!({ "name": it.name, "why": it.why.to_string() }));
        let report = json!({
            "passed": self.passed(),
            "tried": self.outcomes.len(),
            "failed": self.failed().count(),
            "versions": names(&self.versions),
            "not_spoken": names(&self.unspoken),
            "secret": self.secret,
            "left_out": left_out.collect::<Vec<_>>(),
            "cases": self.outcomes,
        });
        report.serialize(serializer)
    }
}
