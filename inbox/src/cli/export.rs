use std::io::{self, BufWriter, Write};

use clap::Args;
use kudosity_webhook_inbox::{Inbox, State};
use serde_json::Value;

use crate::ending::{Ending, Failure};
use crate::list::PAGE;
use crate::out::{Where, fields};
use crate::show::{body, origin};

/// Write entries with their bodies as JSON, one object a line.
///
/// Nothing of it is masked: what is written holds texts and numbers of persons.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct Export {
    /// A state; may be given several times. All, unless this is said
    #[arg(long = "state", value_enum)]
    states: Vec<Where>,
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db export > entries.jsonl
  inbox --database inbox.db export --state quarantined > quarantine.jsonl

A body that is not UTF-8 is `body_base64`; one that was purged or erased is null.

Exit codes:
  0    done
  1    the output could not be written; what is there is not all
  2    an argument or a variable is wrong
  3    the database failed; what was written is not all
  141  whoever read the output went away";

impl Export {
    pub(crate) async fn run(&self, inbox: &Inbox) -> Result<Ending, Failure> {
        let mut states: Vec<State> = self.states.iter().map(|state| state.state()).collect();
        if states.is_empty() {
            states.extend([State::Waiting, State::Done, State::Parked, State::Quarantined]);
        }
        let mut out = BufWriter::new(io::stdout());
        for state in states {
            let mut after = 0;
            loop {
                let entries = inbox.list(state, after, PAGE).await?;
                let Some(last) = entries.last() else { break };
                after = last.id;
                for entry in entries {
                    write(&mut out, inbox, entry.id).await?;
                }
            }
        }
        out.flush()?;
        Ok(Ending::Done)
    }
}

/// Writes an entry, unless it went away meanwhile.
async fn write(out: &mut impl Write, inbox: &Inbox, id: u64) -> Result<(), Failure> {
    let Some(shown) = inbox.show(id).await? else { return Ok(()) };
    let mut fields = fields(&shown.listed, shown.listed.problem.as_deref());
    fields.extend(origin(&shown));
    fields.extend([body(&shown)]);
    writeln!(out, "{}", Value::Object(fields))?;
    Ok(())
}
