use std::collections::HashSet;

use clap::Args;
use kudosity_webhook_inbox::{Inbox, Replayed};
use serde_json::json;

use crate::confirm::Confirm;
use crate::ending::{Ending, Failure};
use crate::list::PAGE;
use crate::out::{Out, Where, word};

/// Have entries be worked anew, from the first attempt.
///
/// Dead letters once their fault is mended; what is in quarantine once this version can read it; what was
/// worked, where that came to nothing. The application's workers do it. A message from quarantine opts out by
/// the words that the application was given: the inbox keeps them.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct Replay {
    /// Their numbers in the list
    #[arg(value_name = "ID", required_unless_present = "state", conflicts_with = "state")]
    ids: Vec<u64>,
    /// All entries of this state
    #[arg(long, value_enum)]
    state: Option<Where>,
    #[command(flatten)]
    confirm: Confirm,
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db replay 2
  inbox --database inbox.db replay --state parked --yes

Exit codes:
  0    all of them wait to be worked
  1    some do not: each is named, with the reason
  2    an argument or a variable is wrong, or --yes is missing
  3    the database failed";

/// How many were replayed, and how many were not.
#[derive(Default)]
struct Counted {
    waiting: u64,
    left: u64,
}

impl Replay {
    pub(crate) async fn run(&self, inbox: &Inbox, out: &Out) -> Result<Ending, Failure> {
        let mut counted = Counted::default();
        let mut done = HashSet::new();
        for id in self.ids.iter().filter(|id| done.insert(**id)) {
            counted.add(replay(inbox, *id, out).await?);
        }
        if let Some(state) = self.state.map(Where::state) {
            let state_word = word(state);
            self.confirm.ask(format_args!("Every {state_word} entry will be worked anew."))?;
            let mut after = 0;
            loop {
                let entries = inbox.list(state, after, PAGE).await?;
                let Some(last) = entries.last() else { break };
                after = last.id;
                for entry in &entries {
                    counted.add(replay(inbox, entry.id, out).await?);
                }
            }
        }
        let Counted { waiting, left } = counted;
        let line = format!("{waiting} wait to be worked, {left} do not");
        out.print(&line, &json!({ "waiting": waiting, "left": left }))?;
        Ok(if left == 0 { Ending::Done } else { Ending::NotDone })
    }
}

impl Counted {
    fn add(&mut self, waits: bool) {
        *(if waits { &mut self.waiting } else { &mut self.left }) += 1;
    }
}

/// Whether the entry waits now; else it is said why not.
async fn replay(inbox: &Inbox, id: u64, out: &Out) -> Result<bool, Failure> {
    let reason = match inbox.replay(id).await? {
        Replayed::Waiting => return Ok(true),
        Replayed::Repeat => "the event came again meanwhile, and this is done by that".to_owned(),
        Replayed::Unreadable(error) => format!("this version cannot read it: {error}"),
        Replayed::Impossible => {
            "it is not there, waits already, or has no body any more".to_owned()
        }
        _ => "it was left as it is".to_owned(),
    };
    out.print(&format!("{id}: {reason}"), &json!({ "id": id, "reason": reason }))?;
    Ok(false)
}
