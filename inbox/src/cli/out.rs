use std::io::{self, Write};

use clap::{Args, ValueEnum};
use kudosity_webhook_inbox::event::Address;
use kudosity_webhook_inbox::jiff::Timestamp;
use kudosity_webhook_inbox::{Listed, State};
use serde_json::{Map, Value, json};

/// For whom a command prints.
#[derive(Args)]
pub(crate) struct Format {
    /// Print JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Whether numbers are masked.
#[derive(Args)]
pub(crate) struct Mask {
    /// Print whole numbers
    #[arg(long)]
    reveal: bool,
}

/// Whether it is told what is wrong with entries.
#[derive(Args)]
pub(crate) struct Problems {
    /// Print what handlers said of their faults, which may be personal
    #[arg(long)]
    reveal: bool,
}

/// A state, as a word of the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Where {
    /// It waits for a worker, or is worked
    Waiting,
    /// It was worked
    Done,
    /// It is a dead letter: it was tried as often as it may be
    Parked,
    /// It is authentic, but could not be read
    Quarantined,
}

impl Where {
    pub(crate) fn state(self) -> State {
        match self {
            Self::Waiting => State::Waiting,
            Self::Done => State::Done,
            Self::Parked => State::Parked,
            Self::Quarantined => State::Quarantined,
        }
    }
}

impl Format {
    /// Prints a line for a person, or an object for a script.
    pub(crate) fn print(&self, line: &str, object: &Value) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if self.json { writeln!(out, "{object}") } else { writeln!(out, "{line}") }
    }
}

impl Mask {
    /// A person's number, as far as it is to be seen.
    pub(crate) fn person(&self, person: &Address) -> String {
        if self.reveal { printable(person) } else { person.masked().to_string() }
    }
}

impl Problems {
    /// What is wrong with an entry, as far as it is to be seen: a handler's words may hold anything.
    pub(crate) fn problem(&self, entry: &Listed) -> Option<String> {
        let problem = entry.problem.as_deref()?;
        let shown = self.reveal || entry.state == State::Quarantined;
        Some(if shown { printable(problem) } else { "hidden: --reveal shows it".to_owned() })
    }

    /// An entry for a script, without its body.
    pub(crate) fn fields(&self, entry: &Listed) -> Map<String, Value> {
        fields(entry, self.problem(entry).as_deref())
    }
}

/// An entry for a script, with this as its problem.
pub(crate) fn fields(entry: &Listed, problem: Option<&str>) -> Map<String, Value> {
    let fields = [
        ("id", json!(entry.id)),
        ("state", json!(word(entry.state))),
        ("event_type", json!(entry.event_type)),
        ("received_at", json!(instant(entry.received_at))),
        ("attempts", json!(entry.attempts)),
        ("due", json!(entry.due.map(instant))),
        ("ended_at", json!(entry.ended_at.map(instant))),
        ("problem", json!(problem)),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

/// So many of something.
pub(crate) fn counted(count: u64, one: &str, more: &str) -> String {
    let noun = if count == 1 { one } else { more };
    format!("{count} {noun}")
}

/// A state, in a word.
pub(crate) fn word(state: State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Done => "done",
        State::Parked => "parked",
        State::Quarantined => "quarantined",
        _ => "unknown",
    }
}

pub(crate) fn instant(at: Timestamp) -> String {
    at.to_string()
}

/// A text as it is, but for control characters and marks of direction, which a terminal obeys.
pub(crate) fn printable(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut shown, char| {
        match char {
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                shown.extend(char.escape_unicode());
            }
            char if char.is_control() => shown.extend(char.escape_debug()),
            char => shown.push(char),
        }
        shown
    })
}
