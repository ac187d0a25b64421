use std::io;

use clap::Args;
use kudosity_webhook_inbox::event::Address;
use kudosity_webhook_inbox::{ConsentError, Inbox, Scanned};
use serde_json::json;

use crate::confirm::Confirm;
use crate::ending::{Ending, Failure};
use crate::out::{Format, Mask};
use crate::progress::Progress;

/// Erase a person: bodies, texts and numbers, everywhere in the inbox.
///
/// It looks at every entry, in whatever state, for the number in any form of writing, and may take long.
/// What is found and waits will not be worked. Fingerprints stay, so that no repeat brings the event
/// back; the opt-out stays under a keyed hash, and is still found by the number.
///
/// A number without the country's code, such as 0491 570 006, is refused: it is another than the person is known
/// by, and nothing would be found. Where texts hold it in that form, erase that too, by --as-written.
///
/// The spool of a process that receives is not looked at, and what is moved from it afterwards is stored
/// as ever: erase when none holds anything, or once more then.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct Erase {
    /// The person's number, with the country's code; or - to read it from the standard input, so that it
    /// stands neither in the shell's history nor in the list of processes
    number: String,
    /// Look for a number that has no country's code, as it was written: once more, after the number itself
    #[arg(long)]
    as_written: bool,
    #[command(flatten)]
    confirm: Confirm,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    mask: Mask,
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db erase 61491570006 --yes
  echo '+61 491 570 006' | inbox --database inbox.db erase - --yes
  inbox --database inbox.db erase '0491 570 006' --as-written --yes

Interrupted before all was looked at, it has changed nothing; after that, it has erased a part: do
it again.

Exit codes:
  0    done, also where nothing was found
  1    it was not confirmed, or the number is one of the account's own
  2    an argument or a variable is wrong, such as a number without its country's code, or --yes is
       missing
  3    the database failed, or its files may still hold traces of what was removed: do it again
  141  whoever read the output went away";

const AS_WRITTEN: &str = "; --as-written erases a form without the code, after the number itself";

impl Erase {
    pub(crate) async fn run(&self, inbox: &Inbox) -> Result<Ending, Failure> {
        let number = number(&self.number)?;
        inbox.may_erase(&number).await?;
        if !self.as_written {
            self.assert_international(inbox, &number).await?;
        }
        let shown = self.mask.person(&Address::from(&*number));
        self.confirm.ask(format_args!(
            "Every body that mentions {shown} is removed for good, and what of it waits is not worked."
        ))?;
        let mut progress = Progress::new();
        let tell = |Scanned { entries, found, .. }: Scanned| {
            progress.tell(format_args!("{entries} entries looked at, {found} found"));
        };
        let erased = inbox.erase(&number, tell).await;
        drop(progress);
        let erased = erased?;
        let consent = if erased.consent { ", and the consent is kept under a hash" } else { "" };
        let line = format!("{} of {} entries erased{consent}", erased.entries, erased.scanned);
        let (scanned, entries) = (erased.scanned, erased.entries);
        let object = json!({ "scanned": scanned, "entries": entries, "consent": erased.consent });
        self.format.print(&line, &object)?;
        Ok(Ending::Done)
    }

    /// Refuses a number by which the person is not known: whoever gives it would take what is left for erased.
    async fn assert_international(&self, inbox: &Inbox, number: &str) -> Result<(), Failure> {
        match inbox.opt_outs().person(number).await {
            Err(ConsentError::Store(error)) => Err(error.into()),
            Err(error) => Err(Failure::usage(format_args!("{error}{AS_WRITTEN}"))),
            Ok(_) => Ok(()),
        }
    }
}

/// The number that is given, or a line of the standard input.
pub(crate) fn number(given: &str) -> Result<String, Failure> {
    if given != "-" {
        return Ok(given.to_owned());
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(|error| {
        Failure::usage(format_args!("cannot read the standard input: {error}; give the number"))
    })?;
    Ok(line.trim().to_owned())
}
