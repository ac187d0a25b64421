use std::collections::HashSet;
use std::io;

use clap::{ArgGroup, Args, ValueEnum};
use kudosity_webhook_inbox::{Inbox, Replayed, Shown, State, StoreError};
use serde_json::json;

use crate::confirm::Confirm;
use crate::ending::{Ending, Failure};
use crate::list::PAGE;
use crate::out::{Format, counted, word};
use crate::progress::Progress;

/// Have entries be worked anew, from the first attempt.
///
/// Dead letters once their fault is mended; what is in quarantine once this version can read it; what was
/// worked, where that came to nothing, once that is confirmed. The application's workers do it. A message
/// from quarantine opts out by the words that the application was given: the inbox keeps them.
#[derive(Args)]
#[command(after_help = HELP, group = ArgGroup::new("which").args(["ids", "state"]).required(true))]
pub(crate) struct Replay {
    /// Their numbers in the list
    #[arg(value_name = "ID")]
    ids: Vec<u64>,
    /// All entries of this state
    #[arg(long, value_enum)]
    state: Option<Ended>,
    #[command(flatten)]
    confirm: Confirm,
    #[command(flatten)]
    format: Format,
}

/// A state from which an entry can be worked anew, as a word of the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Ended {
    /// It was worked: what that did is done again
    Done,
    /// It is a dead letter: it was tried as often as it may be
    Parked,
    /// It is authentic, but could not be read
    Quarantined,
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db replay 2
  inbox --database inbox.db replay --state parked --yes

Exit codes:
  0    all of them wait to be worked
  1    it was not confirmed, or some do not: each is named, with the reason
  2    an argument or a variable is wrong, or --yes is missing
  3    the database failed
  141  whoever read the output went away";

/// How many were replayed, and how many were not.
#[derive(Default)]
struct Counted {
    waiting: u64,
    left: u64,
}

impl Replay {
    pub(crate) async fn run(&self, inbox: &Inbox) -> Result<Ending, Failure> {
        let counted = match self.state {
            Some(state) => self.all_of(inbox, state.state()).await?,
            None => self.each(inbox).await?,
        };
        let Counted { waiting, left } = counted;
        let line = format!("{waiting} wait to be worked, {left} do not");
        self.format.print(&line, &json!({ "waiting": waiting, "left": left }))?;
        Ok(if left == 0 { Ending::Done } else { Ending::NotDone })
    }

    /// Those that were named, once each.
    async fn each(&self, inbox: &Inbox) -> Result<Counted, Failure> {
        let mut named = HashSet::new();
        let ids: Vec<u64> = self.ids.iter().copied().filter(|id| named.insert(*id)).collect();
        let mut worked = 0;
        for id in &ids {
            let shown = inbox.show(*id).await?;
            let is_worked = |it: Shown| it.listed.state == State::Done && it.body.is_some();
            worked += u64::from(shown.is_some_and(is_worked));
        }
        if worked > 0 {
            let worked = counted(worked, "was", "were");
            self.confirm.ask(format_args!(
                "Of these entries {worked} worked already: what that did will be done again."
            ))?;
        }
        let mut counted = Counted::default();
        for id in ids {
            counted.add(id, why_not(inbox, id).await?, &self.format)?;
        }
        Ok(counted)
    }

    async fn all_of(&self, inbox: &Inbox, state: State) -> Result<Counted, Failure> {
        self.confirm.ask(format_args!("Every {} entry will be worked anew.", word(state)))?;
        let (mut counted, mut after, mut progress) = (Counted::default(), 0, Progress::new());
        loop {
            let entries = inbox.list(state, after, PAGE).await?;
            let Some(last) = entries.last() else { return Ok(counted) };
            after = last.id;
            for entry in &entries {
                let reason = why_not(inbox, entry.id).await?;
                if reason.is_some() {
                    progress.clear();
                }
                counted.add(entry.id, reason, &self.format)?;
                progress.tell(format_args!("{} wait to be worked", counted.waiting));
            }
        }
    }
}

impl Ended {
    fn state(self) -> State {
        match self {
            Self::Done => State::Done,
            Self::Parked => State::Parked,
            Self::Quarantined => State::Quarantined,
        }
    }
}

impl Counted {
    /// Counts an entry; one that does not wait is told, with the reason.
    fn add(&mut self, id: u64, reason: Option<String>, format: &Format) -> io::Result<()> {
        let Some(reason) = reason else {
            self.waiting += 1;
            return Ok(());
        };
        self.left += 1;
        format.print(&format!("{id}: {reason}"), &json!({ "id": id, "reason": reason }))
    }
}

/// Has an entry be worked anew; tells why not, where it does not wait then.
async fn why_not(inbox: &Inbox, id: u64) -> Result<Option<String>, StoreError> {
    let reason = match inbox.replay(id).await? {
        Replayed::Waiting => return Ok(None),
        Replayed::Repeat => "the event came again meanwhile, and this is done by that",
        Replayed::Unreadable(error) => {
            return Ok(Some(format!("this version cannot read it: {error}")));
        }
        Replayed::WaitsAlready => "it waits already, or is being worked",
        Replayed::NoBody => "its body was purged or erased",
        Replayed::NotThere => "there is no such entry: list shows which are",
        _ => "it was left as it is",
    };
    Ok(Some(reason.to_owned()))
}
