use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand};

use crate::database::Database;
use crate::erase::Erase;
use crate::export::Export;
use crate::list::List;
use crate::opt_outs::OptOutList;
use crate::purge::Purge;
use crate::replay::Replay;
use crate::show::Show;

/// The command line. Like all that is read from it, it has no `Debug`: a URL holds a password.
#[derive(Parser)]
#[command(
    name = "inbox",
    version,
    about = "Looks into an inbox of Kudosity webhooks, and puts right what went wrong there.",
    after_help = HELP,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) database: Database,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the tool can do.
#[derive(Subcommand)]
pub(crate) enum Command {
    List(List),
    Show(Show),
    Export(Export),
    Replay(Replay),
    Purge(Purge),
    Erase(Erase),
    OptOuts(OptOutList),
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db list
  inbox --database inbox.db replay --state parked --yes
  inbox --database inbox.db opt-outs check 61491570157

Environment:
  KUDOSITY_INBOX_DATABASE  the inbox, where --database is not given: so a password of a URL stands
                           neither in the shell's history nor in the list of processes

Each command has examples and exit codes in its own --help.

It may run while the application does. It makes no inbox and upgrades none: where its schema is not
that of the application, it says so and does nothing. Results go to the standard output, progress
and errors to the standard error. Numbers are masked unless --reveal is given, but in bodies and in
what export writes. Interrupted, it leaves what it has done so far, and is run again.

Exit codes:
  0    done
  1    not done, not confirmed, or the answer is no; or the output could not be written
  2    an argument, a variable or a file is wrong
  3    the database failed
  141  whoever read the output went away";

impl Arguments {
    /// Reads the command line; ends the process where it asks for help or is wrong.
    pub(crate) fn read() -> Self {
        Self::try_parse().unwrap_or_else(|error| with_remedy(without_passwords(error)).exit())
    }
}

/// The error without a URL in the wrong place.
fn without_passwords(mut error: clap::Error) -> clap::Error {
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidValue, ContextKind::InvalidSubcommand]
    {
        if matches!(error.get(kind), Some(ContextValue::String(text)) if text.contains("://")) {
            error.insert(kind, ContextValue::String("…".to_owned()));
        }
    }
    error
}

/// The error with what to do, where an option is asked of a command that cannot have it.
fn with_remedy(mut error: clap::Error) -> clap::Error {
    let is_of_an_account = matches!(
        error.get(ContextKind::InvalidArg),
        Some(ContextValue::String(option)) if option.starts_with("--towards")
    );
    if is_of_an_account && error.kind() == ErrorKind::UnknownArgument {
        let remedy = "of `opt-outs`, `list`, `check` and `add` have it; a file is of all accounts, and its column `account` names them";
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![remedy.into()]));
    }
    error
}
