use std::io::{self, BufWriter};

use clap::Args;
use kudosity_webhook_inbox::{ExportError, OptOuts};

use crate::ending::{Ending, Failure};

/// Write the whole list as CSV, with whole numbers.
///
/// The columns are person, account, opted_out and opted_in. No account stands for all of them; instants are
/// such as 2026-03-02T01:12:00Z. A person known by no international number stands behind a ?, as it came, and
/// who was erased as # and a hash, which no other inbox can read.
#[derive(Args)]
#[command(after_help = HELP)]
pub(super) struct Export {}

const HELP: &str = "\
Examples:
  inbox --database inbox.db opt-outs export > opt-outs.csv
  inbox --database inbox.db opt-outs export | head -n 1

Exit codes:
  0    done
  1    the output could not be written; what is there is not all
  2    an argument or a variable is wrong
  3    the database failed; what was written is not all
  141  whoever read the output went away";

impl Export {
    pub(super) async fn run(&self, list: &OptOuts) -> Result<Ending, Failure> {
        match list.export(BufWriter::new(io::stdout())).await {
            Ok(_) => Ok(Ending::Done),
            Err(ExportError::Write(error)) => Err(error.into()),
            Err(ExportError::Store(error)) => Err(error.into()),
            Err(error) => Err(Failure::NotDone(error.to_string())),
        }
    }
}
