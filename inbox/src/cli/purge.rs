use std::time::Duration;

use clap::Args;
use serde_json::json;

use crate::confirm::Confirm;
use crate::database::Database;
use crate::ending::{Ending, Failure};
use crate::out::Out;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Remove what is older than it is to be kept.
///
/// The application does so by itself, as its workers run, with the times that it was given: here they are
/// the defaults of the library unless others are said.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct Purge {
    /// Keep the bodies of what was worked for so many days
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    keep_bodies: u16,
    /// Keep fingerprints, by which repeats are known, and receipts for so many days
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    keep_fingerprints: u16,
    /// Keep the bodies of dead letters and quarantine for so many days; for ever, unless this is said
    #[arg(long, value_name = "DAYS")]
    keep_problems: Option<u16>,
    #[command(flatten)]
    confirm: Confirm,
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db purge --yes
  inbox --database inbox.db purge --keep-bodies 1 --keep-problems 365 --yes

Exit codes:
  0    done
  1    it was not confirmed
  2    an argument or a variable is wrong, or --yes is missing
  3    the database failed; what was removed before stays removed";

impl Purge {
    pub(crate) async fn run(&self, database: &Database, out: &Out) -> Result<Ending, Failure> {
        let Self { keep_bodies, keep_fingerprints, keep_problems, confirm } = self;
        let problems = keep_problems.map_or_else(String::new, |days| {
            format!(
                " Bodies of dead letters and of quarantine are removed after {days} days, unworked."
            )
        });
        let inbox = database
            .builder()?
            .keep_bodies(DAY * u32::from(*keep_bodies))
            .keep_fingerprints(DAY * u32::from(*keep_fingerprints))
            .keep_problems(keep_problems.map(|days| DAY * u32::from(days)))
            .open_existing()
            .await?;
        confirm.ask(format_args!(
            "Of what was worked, bodies are removed after {keep_bodies} days, fingerprints and receipts after {keep_fingerprints} days.{problems}"
        ))?;
        let changed = inbox.purge().await?;
        out.print(&format!("{changed} entries changed"), &json!({ "changed": changed }))?;
        Ok(Ending::Done)
    }
}
