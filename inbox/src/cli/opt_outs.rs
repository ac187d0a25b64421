use std::fs::File;
use std::io::{self, BufWriter, Read};

use clap::{Args, Subcommand};
use kudosity_webhook_inbox::{
    ConsentError, ExportError, ImportError, Inbox, OptOuts, PersonConsent, Said,
};
use serde_json::{Value, json};

use crate::ending::{Ending, Failure};
use crate::erase::number;
use crate::out::{Out, instant, printable};

/// See and change who must not be written to.
#[derive(Args)]
#[command(after_help = HELP, arg_required_else_help = true)]
pub(crate) struct OptOutList {
    /// Ask about one of the account's numbers alone; about all, unless this is said
    #[arg(long, global = true, value_name = "ACCOUNT")]
    towards: Option<String>,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// List who opted out, with what they said to each account
    List,
    /// Say whether a person opted out, by the exit code too
    Check {
        /// The number, with the country's code; or - to read it from the standard input
        number: String,
    },
    /// Write the whole list as CSV, with whole numbers
    Export,
    /// Take in a list as CSV; it can only add and raise instants
    Import {
        /// The file; or - for the standard input
        file: String,
    },
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db opt-outs list
  inbox --database inbox.db opt-outs check 61491570157
  inbox --database inbox.db opt-outs export > opt-outs.csv
  inbox --database inbox.db opt-outs import opt-outs.csv

The columns are person, account, opted_out and opted_in. No account stands for all of them;
instants are such as 2026-03-02T01:12:00Z. A person known by no international number stands behind
a ?, as it came.

Exit codes:
  0    done; of check: the person may be written to
  1    of check: the person opted out
  2    an argument, a variable or a file is wrong: a line is named, and what to do about it;
       of check: that is no number with its country's code, so write to nobody by it
  3    the database failed: write to nobody whom it did not allow
  141  whoever read the output went away";

impl OptOutList {
    pub(crate) async fn run(&self, inbox: &Inbox, out: &Out) -> Result<Ending, Failure> {
        let list = inbox.opt_outs();
        match &self.what {
            What::List => self.list(&list, out).await,
            What::Check { number: given } => self.check(&list, &number(given)?, out).await,
            What::Export if out.json => Err(Failure::usage(
                "the list is written as CSV: leave --json out, or say list --json",
            )),
            What::Export => export(&list).await,
            What::Import { file } => import(&list, file, out).await,
        }
    }

    async fn list(&self, list: &OptOuts, out: &Out) -> Result<Ending, Failure> {
        let mut persons = list.persons();
        while let Some(page) = persons.next_page().await? {
            for person in page.iter().filter(|person| self.is_opted_out(person)) {
                out.print(&lines(person, out), &object(person, out))?;
            }
        }
        Ok(Ending::Done)
    }

    async fn check(&self, list: &OptOuts, number: &str, out: &Out) -> Result<Ending, Failure> {
        let person = list.person(number).await.map_err(|error| match error {
            ConsentError::Store(error) => Failure::Store(error),
            error => Failure::usage(error),
        })?;
        let opted_out = self.is_opted_out(&person);
        let shown = out.person(&person.person);
        let answer = if opted_out { "opted out" } else { "may be written to" };
        let object = json!({ "person": shown, "opted_out": opted_out });
        out.print(&format!("{shown} {answer}"), &object)?;
        Ok(if opted_out { Ending::NotDone } else { Ending::Done })
    }

    fn is_opted_out(&self, person: &PersonConsent) -> bool {
        match &self.towards {
            Some(account) => person.is_opted_out_of(account),
            None => person.is_opted_out(),
        }
    }
}

async fn export(list: &OptOuts) -> Result<Ending, Failure> {
    match list.export(BufWriter::new(io::stdout())).await {
        Ok(_) => Ok(Ending::Done),
        Err(ExportError::Write(error)) => Err(Failure::Output(error)),
        Err(ExportError::Store(error)) => Err(Failure::Store(error)),
        Err(error) => Err(Failure::NotDone(error.to_string())),
    }
}

async fn import(list: &OptOuts, file: &str, out: &Out) -> Result<Ending, Failure> {
    let reading: Box<dyn Read + Send> = match file {
        "-" => Box::new(io::stdin()),
        file => Box::new(File::open(file).map_err(|error| {
            let remedy = "name a file of CSV, or - for the standard input";
            Failure::usage(format_args!("cannot read {}: {error}; {remedy}", printable(file)))
        })?),
    };
    let lines = list.import(reading).await.map_err(|error| match error {
        ImportError::Store(error) => Failure::Store(error),
        error => Failure::usage(error),
    })?;
    out.print(&format!("{lines} lines taken in"), &json!({ "lines": lines }))?;
    Ok(Ending::Done)
}

/// A line for each account that the person said something to.
fn lines(person: &PersonConsent, out: &Out) -> String {
    let shown = shown(person, out);
    let line = |said: &Said| {
        let account = said.account.as_deref().map_or_else(|| "all".to_owned(), printable);
        let out_at = said.opted_out.map(|at| format!("  opted out {at:.0}")).unwrap_or_default();
        let in_at = said.opted_in.map(|at| format!("  opted in {at:.0}")).unwrap_or_default();
        format!("{shown:<12}  {account:<12}{out_at}{in_at}")
    };
    person.said.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn object(person: &PersonConsent, out: &Out) -> Value {
    let said = |said: &Said| {
        json!({
            "account": said.account.as_deref(),
            "opted_out": said.opted_out.map(instant),
            "opted_in": said.opted_in.map(instant),
        })
    };
    let accounts: Vec<Value> = person.said.iter().map(said).collect();
    json!({ "person": shown(person, out), "erased": person.is_erased(), "said": accounts })
}

fn shown(person: &PersonConsent, out: &Out) -> String {
    if person.is_erased() { "erased".to_owned() } else { out.person(&person.person) }
}
