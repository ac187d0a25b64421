//! Who must not be written to: the list of the inbox, asked, and as a file.

// The list itself, and one person of it.
mod add;
mod check;
mod list;
// The list as a file.
mod export;
mod import;

use clap::{Args, Subcommand};
use kudosity_webhook_inbox::{Inbox, OptOuts, PersonConsent};

use crate::ending::{Ending, Failure};

/// See and change who must not be written to.
#[derive(Args)]
#[command(after_help = HELP, arg_required_else_help = true)]
pub(crate) struct OptOutList {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    List(list::List),
    Check(check::Check),
    Add(add::Add),
    Export(export::Export),
    Import(import::Import),
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db opt-outs list
  inbox --database inbox.db opt-outs check 61491570157
  inbox --database inbox.db opt-outs add 61491570157
  inbox --database inbox.db opt-outs export > opt-outs.csv
  inbox --database inbox.db opt-outs import opt-outs.csv

Exit codes:
  0    done; of check: the person may be written to
  1    of check: the person opted out
  2    an argument, a variable or a file is wrong; of check: write to nobody by that number
  3    the database failed; of check: write to nobody by it
  141  whoever read the output went away";

impl OptOutList {
    pub(crate) async fn run(&self, inbox: &Inbox) -> Result<Ending, Failure> {
        let list = inbox.opt_outs();
        match &self.what {
            What::List(all) => all.run(&list).await,
            What::Check(check) => check.run(&list).await,
            What::Add(add) => add.run(&list).await,
            What::Export(export) => export.run(&list).await,
            What::Import(import) => import.run(&list).await,
        }
    }
}

/// Which of your numbers it is about.
#[derive(Args)]
struct Towards {
    /// Only towards one of your numbers, with the country's code, or sender names; all of them, unless this
    /// is said
    #[arg(long, value_name = "ACCOUNT")]
    towards: Option<String>,
}

impl Towards {
    fn of(&self, list: &OptOuts) -> OptOuts {
        list.towards(self.towards.as_deref().unwrap_or_default())
    }

    fn is_opted_out(&self, person: &PersonConsent) -> bool {
        match &self.towards {
            Some(account) => person.is_opted_out_of(account),
            None => person.is_opted_out(),
        }
    }
}
