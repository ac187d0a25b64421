use clap::Args;
use kudosity_webhook_inbox::{ConsentError, OptOuts};
use serde_json::json;

use super::Towards;
use crate::ending::{Ending, Failure};
use crate::erase::number;
use crate::out::{Format, Mask};

/// Say whether a person opted out, by the exit code too.
///
/// Whatever the code is but 0: do not write to the person.
#[derive(Args)]
#[command(after_help = HELP)]
pub(super) struct Check {
    /// The number, with the country's code; or - to read it from the standard input
    number: String,
    #[command(flatten)]
    towards: Towards,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    mask: Mask,
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db opt-outs check 61491570157
  echo '+61 491 570 157' | inbox --database inbox.db opt-outs check -
  inbox --database inbox.db opt-outs check 61491570157 --towards 61491570158

Exit codes:
  0    the person may be written to
  1    the person opted out
  2    an argument or a variable is wrong, such as a number without its country's code: whether that
       person opted out is not known
  3    the database failed: neither is it
  141  whoever read the output went away";

const NOT_KNOWN: &str = "whether that person opted out is not known: do not write to it";

impl Check {
    pub(super) async fn run(&self, list: &OptOuts) -> Result<Ending, Failure> {
        let person = list.person(&number(&self.number)?).await.map_err(|error| match error {
            ConsentError::Store(error) => error.into(),
            error => Failure::usage(format_args!("{error}; {NOT_KNOWN}")),
        })?;
        let opted_out = self.towards.is_opted_out(&person);
        let shown = self.mask.person(&person.person);
        let answer = if opted_out { "opted out" } else { "may be written to" };
        let object = json!({ "person": shown, "opted_out": opted_out });
        self.format.print(&format!("{shown} {answer}"), &object)?;
        Ok(if opted_out { Ending::NotDone } else { Ending::Done })
    }
}
