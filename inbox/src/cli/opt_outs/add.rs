use clap::Args;
use kudosity_webhook_inbox::event::Address;
use kudosity_webhook_inbox::{ConsentError, OptOuts};
use serde_json::json;

use super::Towards;
use crate::ending::{Ending, Failure};
use crate::erase::number;
use crate::out::{Format, Mask};

/// Add a person who opted out just now, such as upon a call.
///
/// It withdraws consent as of now, and for good: an opt-in later is for the application to tell.
#[derive(Args)]
#[command(after_help = HELP)]
pub(super) struct Add {
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
  inbox --database inbox.db opt-outs add 61491570157
  echo '+61 491 570 157' | inbox --database inbox.db opt-outs add -

Exit codes:
  0    done, also where the person had opted out before
  2    an argument or a variable is wrong, such as a number without its country's code: nobody is
       added
  3    the database failed
  141  whoever read the output went away";

impl Add {
    pub(super) async fn run(&self, list: &OptOuts) -> Result<Ending, Failure> {
        let number = number(&self.number)?;
        self.towards.of(list).opt_out(&number).await.map_err(|error| match error {
            ConsentError::Store(error) => error.into(),
            error => Failure::usage(error),
        })?;
        let shown = self.mask.person(&Address::from(&*number));
        let object = json!({ "person": shown, "opted_out": true });
        self.format.print(&format!("{shown} opted out"), &object)?;
        Ok(Ending::Done)
    }
}
