use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

use kudosity_webhook::{Event, Payload};
use kudosity_webhook_simulator::client::{NoAnswer, Target, Version};
use kudosity_webhook_simulator::scenario::Note;
use kudosity_webhook_simulator::sender::Attempt;
use serde_json::{Value, json};

use crate::ending::{Ending, Failure};
use crate::out::{BAD, GOOD, Styled};

/// An attempt to deliver an event, as a line for a person or for a script.
#[derive(Debug)]
pub(crate) struct Told<'a> {
    /// What was delivered, on one line and without anything private.
    pub(crate) event: &'a str,
    /// The same for a script, where it is an event.
    pub(crate) facts: &'a Value,
    pub(crate) attempt: &'a Attempt,
    /// Where, and so what an answer must not repeat here.
    pub(crate) target: &'a Target,
    /// The version by which it was delivered.
    pub(crate) version: Version,
}

impl Told<'_> {
    pub(crate) fn print(&self, json: bool) -> io::Result<()> {
        let mut out = anstream::stdout();
        if json { writeln!(out, "{}", self.json()) } else { writeln!(out, "{self}") }
    }

    /// The line for a script.
    fn json(&self) -> Value {
        let Self { event, facts, attempt, version, .. } = self;
        let answer = attempt.answer.as_ref();
        json!({
            "event": event,
            "event_type": facts["event_type"],
            "id": facts["id"],
            "person": facts["person"],
            "webhook_id": facts["webhook_id"],
            "fingerprint": facts["fingerprint"],
            "notes": facts["notes"],
            "try": attempt.number,
            "accepted": attempt.accepted(),
            "status": answer.ok().map(|answer| answer.status.as_u16()),
            "problem": self.problem(),
            "error": answer.err().map(|error| error_with_hint(error, *version)),
            "again_after_milliseconds": attempt.again_after.map(milliseconds),
            "milliseconds": milliseconds(attempt.elapsed),
        })
    }

    /// The answer's problem document (RFC 9457), if it is one.
    fn problem(&self) -> Option<Value> {
        let answer = self.attempt.answer.as_ref().ok()?;
        let _ = answer.problem_detail()?;
        serde_json::from_slice(&answer.body).ok().map(|json| self.redacted(json))
    }

    /// A document without what its server repeats of the secrets that it was sent.
    fn redacted(&self, json: Value) -> Value {
        let redact = |text: &str| self.target.redact(text);
        match json {
            Value::String(text) => redact(&text).into(),
            Value::Array(items) => items.into_iter().map(|item| self.redacted(item)).collect(),
            Value::Object(fields) => {
                fields.into_iter().map(|(name, it)| (redact(&name), self.redacted(it))).collect()
            }
            Value::Number(number) if redact(&number.to_string()) != number.to_string() => {
                redact(&number.to_string()).into()
            }
            other => other,
        }
    }

    /// What was wrong with it.
    fn fault(&self) -> Option<String> {
        match &self.attempt.answer {
            Ok(answer) if answer.status.is_redirection() => {
                Some("a redirect is not followed: deliver to the URL that it names".to_owned())
            }
            Ok(_) if self.attempt.accepted() => None,
            Ok(answer) => answer.problem_detail().map(|detail| self.target.redact(&detail)),
            Err(error) => Some(error_with_hint(error, self.version)),
        }
    }
}

/// What a script may want to know of an event that is delivered: also whom it is about, as far as that
/// may be shown, and what is unusual about it.
pub(crate) fn facts(event: &Event, person: Option<&str>, notes: &[Note]) -> Value {
    let id = match &event.payload {
        Payload::Status(status) => Some(&status.id),
        Payload::Inbound(inbound) => Some(&inbound.id),
        Payload::LinkHit(link_hit) => Some(&link_hit.source_message.id),
        Payload::OptOut(opt_out) => Some(&opt_out.source_message.id),
        _ => None,
    };
    json!({
        "event_type": event.event_type,
        "id": id,
        "person": person,
        "webhook_id": event.webhook_id,
        "fingerprint": event.fingerprint().to_string(),
        "notes": notes.iter().map(|note| note.as_str()).collect::<Vec<_>>(),
    })
}

/// Why there is no answer, and what is likely behind that.
pub(crate) fn error_with_hint(error: &NoAnswer, version: Version) -> String {
    match error.hint(version) {
        Some(hint) => format!("{error}; {hint}, or leave out --http2"),
        None => error.to_string(),
    }
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { event, attempt, .. } = self;
        let answer = match &attempt.answer {
            Ok(answer) => answer.status.to_string(),
            Err(_) => "no answer".to_owned(),
        };
        let style = if attempt.accepted() { GOOD } else { BAD };
        let elapsed = format!("{:.1} ms", milliseconds(attempt.elapsed));
        write!(f, "{:<24} {elapsed:>10}  {event}", Styled(style, answer))?;
        if attempt.number > 1 {
            write!(f, ", try {}", attempt.number)?;
        }
        if let Some(fault) = self.fault() {
            write!(f, ": {fault}")?;
        }
        attempt.again_after.map_or(Ok(()), |pause| write!(f, "; again in {pause:?}"))
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_micros() as f64 / 1e3
}

/// What became of the events that were delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) accepted: u64,
    pub(crate) refused: u64,
    pub(crate) unanswered: u64,
}

impl Tally {
    /// The reason to go no further, where the first attempt of all finds nobody there and is the last.
    pub(crate) fn nobody_there(&self, attempt: &Attempt) -> Result<(), Failure> {
        match &attempt.answer {
            Err(NoAnswer::Unconnected(error))
                if *self == Self::default()
                    && attempt.number == 1
                    && attempt.again_after.is_none() =>
            {
                Err(Failure::NoAnswer(error.to_string()))
            }
            _ => Ok(()),
        }
    }

    /// Counts what became of an event: its last attempt, and no other.
    pub(crate) fn count(&mut self, attempt: &Attempt) {
        let count = match &attempt.answer {
            _ if attempt.again_after.is_some() => return,
            Ok(_) if attempt.accepted() => &mut self.accepted,
            Ok(_) => &mut self.refused,
            Err(_) => &mut self.unanswered,
        };
        *count += 1;
    }

    pub(crate) fn total(&self) -> u64 {
        self.accepted + self.refused + self.unanswered
    }

    pub(crate) fn ending(&self) -> Ending {
        match self {
            Self { refused: 0, unanswered: 0, .. } => Ending::Fine,
            Self { accepted: 0, refused: 0, .. } => Ending::NoAnswer,
            _ => Ending::Wrong,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accepted, refused, unanswered } = self;
        write!(f, "{accepted} accepted, {refused} refused, {unanswered} without an answer")
    }
}
