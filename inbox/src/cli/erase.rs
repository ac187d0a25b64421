use std::io::{self, IsTerminal, Write};

use clap::Args;
use kudosity_webhook_inbox::event::Address;
use kudosity_webhook_inbox::{Inbox, Scanned};
use serde_json::json;

use crate::confirm::Confirm;
use crate::ending::{Ending, Failure};
use crate::out::Out;

/// Erase a person: bodies, texts and numbers, everywhere in the inbox.
///
/// It looks at every entry, in whatever state, for the number in any form of writing, and may take long.
/// What is found and waits will not be worked. Fingerprints stay, so that no repeat brings the event
/// back; the opt-out stays under a keyed hash, and is still found by the number.
///
/// The spool of a process that receives is not looked at, and what is moved from it afterwards is stored
/// as ever: erase when none holds anything, or once more then.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct Erase {
    /// The person's number, with the country's code; or - to read it from the standard input, so that it
    /// stands neither in the shell's history nor in the list of processes
    number: String,
    #[command(flatten)]
    confirm: Confirm,
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db erase 61491570006 --yes
  echo '+61 491 570 006' | inbox --database inbox.db erase - --yes

Exit codes:
  0    done, also where nothing was found
  1    it was not confirmed, or the number is one of the account's own
  2    an argument or a variable is wrong, or --yes is missing
  3    the database failed, or its files may still hold traces of what was removed: do it again";

impl Erase {
    pub(crate) async fn run(&self, inbox: &Inbox, out: &Out) -> Result<Ending, Failure> {
        let number = number(&self.number)?;
        inbox.may_erase(&number).await?;
        let shown = out.person(&Address::from(&*number));
        self.confirm.ask(format_args!(
            "Every body that mentions {shown} is removed for good, and what of it waits is not worked."
        ))?;
        let erased = inbox.erase(&number, tell).await;
        if io::stderr().is_terminal() {
            writeln!(io::stderr())?;
        }
        let erased = erased?;
        let consent = if erased.consent { ", and the consent is kept under a hash" } else { "" };
        let line = format!("{} of {} entries erased{consent}", erased.entries, erased.scanned);
        let (scanned, entries) = (erased.scanned, erased.entries);
        let object = json!({ "scanned": scanned, "entries": entries, "consent": erased.consent });
        out.print(&line, &object)?;
        Ok(Ending::Done)
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

fn tell(scanned: Scanned) {
    let mut err = io::stderr();
    if err.is_terminal() {
        let _ = write!(err, "\r{} entries looked at, {} found", scanned.entries, scanned.found);
    }
}
