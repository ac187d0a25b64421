use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use kudosity_webhook::Event;

use super::Note;
use crate::provider::wire_form;

/// A delivery that is to be made, and when.
///
/// [`Display`](fmt::Display) is a line for a person: the event without texts and whole numbers, and
/// what is unusual about it.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::event::Channel;
/// use kudosity_webhook_simulator::provider::Provider;
/// use kudosity_webhook_simulator::scenario::{LATE, Life, Note, Scenario};
///
/// let mut provider = Provider::seeded(1);
/// let life = Scenario::message(&mut provider, Channel::Sms, Life::Delivered).repeated(1, LATE);
/// let [sent, .., late] = &life.collect::<Vec<_>>()[..] else { return };
/// assert_eq!(sent.notes, []);
/// assert_eq!(late.notes, [Note::Repeat]);
/// assert!(late.to_string().ends_with(" (repeat)"));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Planned {
    /// How long after the delivery before it, or after the start.
    pub wait: Duration,
    /// What is delivered.
    pub event: Event,
    /// What is unusual about it: nothing, for most.
    pub notes: Vec<Note>,
}

impl Planned {
    /// A delivery of the event, after this wait.
    pub fn new(wait: Duration, event: Event) -> Self {
        Self { wait, event, notes: Vec::new() }
    }

    /// The body that it is delivered by; the same event has the same body.
    pub fn body(&self) -> Bytes {
        wire_form(&self.event)
    }

    /// The same with a note.
    pub(super) fn noted(mut self, note: Note) -> Self {
        self.notes.push(note);
        self
    }
}

impl fmt::Display for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.event.fmt(f)?;
        for (nth, note) in self.notes.iter().enumerate() {
            write!(f, "{}{note}", if nth == 0 { " (" } else { ", " })?;
        }
        f.write_str(if self.notes.is_empty() { "" } else { ")" })
    }
}
