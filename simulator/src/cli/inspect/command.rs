use std::io::{self, Write};

use clap::Args;
use kudosity_webhook::bytes::Bytes;
use kudosity_webhook::event::DEFAULT_MAX_VALUES;
use kudosity_webhook::{Answer, Event, RejectionKind};

use super::report::Report;
use crate::ending::{Ending, Failure};
use crate::file::{name, read};
use crate::out::{BAD, LABEL, Styled};
use crate::values;

/// Show what the receiver makes of captured bodies.
///
/// Where it is an event: its fields by their JSON Pointers, its media, its fingerprint, and what was
/// not recognised. Where it is none: the problem document that its sender is answered.
///
/// Texts, numbers and media are hidden, so that the report can be shown to others: ids, times and the
/// provider's words are left. `--reveal` shows the values, each up to 200 characters.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct Inspect {
    /// The body, or `-` for the standard input; may be several
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// Show texts and whole numbers too
    #[arg(long)]
    reveal: bool,
    /// Print the event serialised, with all that is in it, or the problem document: one line of JSON a
    /// file
    #[arg(long)]
    json: bool,
    /// The largest body that the receiver accepts; no more is read
    #[arg(long, value_name = "SIZE", default_value = "8MiB", value_parser = values::bytes)]
    max_body_size: usize,
    /// The most JSON values that the receiver accepts in a body
    #[arg(long, value_name = "COUNT", default_value_t = DEFAULT_MAX_VALUES)]
    max_values: usize,
}

const HELP: &str = "\
Examples:
  kudosity-webhook-simulator inspect captured.json
  kudosity-webhook-simulator inspect --json - < captured.json

Exit codes:
  0  each is an event, also where something in it was not recognised
  1  one is none
  2  an argument is wrong, or a file cannot be read";

impl Inspect {
    pub(crate) fn run(&self) -> Result<Ending, Failure> {
        let mut out = anstream::stdout();
        let mut ending = Ending::Fine;
        for file in &self.files {
            // At most one byte more than the receiver accepts, which is enough to know that it does not.
            let body = read(file, (self.max_body_size as u64).saturating_add(1))?;
            if !self.json && self.files.len() > 1 {
                writeln!(out, "{}", Styled(LABEL, format_args!("{}:", name(file))))?;
            }
            if self.show(&body, &mut out)? != Ending::Fine {
                ending = Ending::Wrong;
            }
        }
        Ok(ending)
    }

    fn show(&self, body: &Bytes, out: &mut impl Write) -> Result<Ending, Failure> {
        match self.event(body) {
            Ok(event) if self.json => writeln!(out, "{}", line(&event)?)?,
            Ok(event) => write!(out, "{}", Report::new(&event, body.len(), self.reveal)?)?,
            Err(kind) => {
                self.refuse(&kind, body, out)?;
                return Ok(Ending::Wrong);
            }
        }
        Ok(Ending::Fine)
    }

    fn event(&self, body: &Bytes) -> Result<Event, RejectionKind> {
        if body.len() > self.max_body_size {
            return Err(RejectionKind::BodyTooLarge { limit: Some(self.max_body_size) });
        }
        Event::from_body_within(body.clone(), self.max_values).map_err(RejectionKind::NotAnEvent)
    }

    fn refuse(&self, kind: &RejectionKind, body: &[u8], out: &mut impl Write) -> io::Result<()> {
        let answer = Answer::problem(kind);
        if !self.json {
            let what = if body.is_empty() { "the body is empty, and" } else { "it" };
            let answered = format!("No event: {what} is answered {} and", answer.status);
            writeln!(out, "{}", Styled(BAD, answered))?;
        }
        out.write_all(&answer.body)?;
        writeln!(out)
    }
}

fn line(event: &Event) -> Result<String, Failure> {
    serde_json::to_string(event).map_err(Failure::unwritable)
}
