use std::time::Duration;

use clap::Args;
use kudosity_webhook_inbox::{Inbox, InboxBuilder};
use serde_json::json;

use crate::confirm::Confirm;
use crate::ending::{Ending, Failure};
use crate::out::{Format, counted};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Remove what is older than it is to be kept.
///
/// The application does so by itself, as its workers run, with the times that it was given: here they are
/// the defaults of the library unless others are said.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct Purge {
    /// Keep the bodies of what was worked for so many days
    #[arg(long, value_name = "DAYS", value_parser = days, allow_negative_numbers = true, default_value_t = 7)]
    keep_bodies: u16,
    /// Keep fingerprints, by which repeats are known, and receipts for so many days
    #[arg(long, value_name = "DAYS", value_parser = days, allow_negative_numbers = true, default_value_t = 90)]
    keep_fingerprints: u16,
    /// Keep the bodies of dead letters and quarantine for so many days; for ever, unless this is said
    #[arg(long, value_name = "DAYS", value_parser = days, allow_negative_numbers = true)]
    keep_problems: Option<u16>,
    #[command(flatten)]
    confirm: Confirm,
    #[command(flatten)]
    format: Format,
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db purge --yes
  inbox --database inbox.db purge --keep-bodies 1 --keep-problems 365 --yes

Interrupted, it has removed a part: the rest goes by the next one.

Exit codes:
  0    done
  1    it was not confirmed
  2    an argument or a variable is wrong, or --yes is missing
  3    the database failed; what was removed before stays removed
  141  whoever read the output went away";

impl Purge {
    /// The inbox with these times in place of its own.
    pub(crate) fn keeps(&self, inbox: InboxBuilder) -> InboxBuilder {
        let time = |days| DAY * u32::from(days);
        inbox
            .keep_bodies(time(self.keep_bodies))
            .keep_fingerprints(time(self.keep_fingerprints))
            .keep_problems(self.keep_problems.map(time))
    }

    pub(crate) async fn run(&self, inbox: &Inbox) -> Result<Ending, Failure> {
        let after = |days| counted(u64::from(days), "day", "days");
        let problems = self.keep_problems.map_or_else(String::new, |days| {
            let after = after(days);
            format!(
                " Bodies of dead letters and of quarantine are removed after {after}, unworked."
            )
        });
        let (bodies, fingerprints) = (after(self.keep_bodies), after(self.keep_fingerprints));
        self.confirm.ask(format_args!(
            "Of what was worked, bodies are removed after {bodies}, fingerprints and receipts after {fingerprints}.{problems}"
        ))?;
        let changed = inbox.purge().await?;
        let line = format!("{} changed", counted(changed as u64, "entry", "entries"));
        self.format.print(&line, &json!({ "changed": changed }))?;
        Ok(Ending::Done)
    }
}

/// A number of days on the command line.
fn days(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| format!("write a number of days, from 0 to {}", u16::MAX))
}
