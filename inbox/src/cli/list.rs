use clap::Args;
use kudosity_webhook_inbox::{Inbox, Listed, State};

use crate::ending::{Ending, Failure};
use crate::out::{Format, Problems, Where, printable, word};

/// So many entries are read at once.
pub(crate) const PAGE: usize = 200;

/// List entries, without their bodies.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct List {
    /// A state; may be given several times. All but done, unless this is said
    #[arg(long = "state", value_enum)]
    states: Vec<Where>,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    problems: Problems,
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db list
  inbox --database inbox.db list --state parked --reveal
  inbox --database inbox.db list --state done --json | tail -n 20

Exit codes:
  0    done
  2    an argument or a variable is wrong
  3    the database failed
  141  whoever read the output went away";

impl List {
    pub(crate) async fn run(&self, inbox: &Inbox) -> Result<Ending, Failure> {
        let mut states: Vec<State> = self.states.iter().map(|state| state.state()).collect();
        if states.is_empty() {
            states.extend([State::Waiting, State::Parked, State::Quarantined]);
        }
        for state in states {
            let mut after = 0;
            loop {
                let entries = inbox.list(state, after, PAGE).await?;
                let Some(last) = entries.last() else { break };
                after = last.id;
                for entry in &entries {
                    let fields = self.problems.fields(entry).into();
                    self.format.print(&line(entry, &self.problems), &fields)?;
                }
            }
        }
        Ok(Ending::Done)
    }
}

/// An entry on one line.
fn line(entry: &Listed, problems: &Problems) -> String {
    let state = word(entry.state);
    let kind = entry.event_type.as_deref().map_or_else(|| "no event".to_owned(), printable);
    let Listed { id, received_at, attempts, .. } = entry;
    let at = match (entry.due, entry.ended_at) {
        (Some(due), _) => format!("due {due:.0}"),
        (None, Some(ended)) => format!("ended {ended:.0}"),
        (None, None) => String::new(),
    };
    let problem = problems.problem(entry).map(|problem| format!("  {problem}")).unwrap_or_default();
    format!(
        "{id:>8}  {state:<11}  {received_at:.0}  {kind:<16}  attempts {attempts:<2}  {at}{problem}"
    )
    .trim_end()
    .to_owned()
}
