use clap::Args;
use kudosity_webhook_inbox::{OptOuts, PersonConsent, Said};
use serde_json::{Value, json};

use super::Towards;
use crate::ending::{Ending, Failure};
use crate::out::{Format, Mask, instant, printable};

/// List who opted out, with what they said to each account.
///
/// Who is known by no international number stands behind a ?, as in the file that export writes.
#[derive(Args)]
#[command(after_help = HELP)]
pub(super) struct List {
    #[command(flatten)]
    towards: Towards,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    mask: Mask,
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db opt-outs list
  inbox --database inbox.db opt-outs list --towards 61491570158 --reveal
  inbox --database inbox.db opt-outs list --json

Exit codes:
  0    done, also where nobody is in it
  2    an argument or a variable is wrong
  3    the database failed; what was printed is not all
  141  whoever read the output went away";

impl List {
    pub(super) async fn run(&self, list: &OptOuts) -> Result<Ending, Failure> {
        let mut persons = list.persons();
        while let Some(page) = persons.next_page().await? {
            for person in page.iter().filter(|person| self.towards.is_opted_out(person)) {
                let shown = self.shown(person);
                self.format.print(&lines(person, &shown), &object(person, &shown))?;
            }
        }
        Ok(Ending::Done)
    }

    fn shown(&self, person: &PersonConsent) -> String {
        if person.is_erased() {
            return "erased".to_owned();
        }
        let mark = if person.is_certain() { "" } else { "?" };
        format!("{mark}{}", self.mask.person(&person.person))
    }
}

/// A line for each account that the person said something to.
fn lines(person: &PersonConsent, shown: &str) -> String {
    let line = |said: &Said| {
        let account = said.account.as_deref().map_or_else(|| "all".to_owned(), printable);
        let out_at = said.opted_out.map(|at| format!("  opted out {at:.0}")).unwrap_or_default();
        let in_at = said.opted_in.map(|at| format!("  opted in {at:.0}")).unwrap_or_default();
        format!("{shown:<12}  {account:<12}{out_at}{in_at}")
    };
    person.said.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn object(person: &PersonConsent, shown: &str) -> Value {
    let said = |said: &Said| {
        json!({
            "account": said.account.as_deref(),
            "opted_out": said.opted_out.map(instant),
            "opted_in": said.opted_in.map(instant),
        })
    };
    let accounts: Vec<Value> = person.said.iter().map(said).collect();
    json!({ "person": shown, "erased": person.is_erased(), "said": accounts })
}
