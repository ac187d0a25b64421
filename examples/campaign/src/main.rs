//! A campaign: it is sent, its events are delivered to an inbox, and what that makes of them is checked
//! against what the provider knows.

// What is asked for.
mod arguments;
// The application: a receiver with an inbox, and its handler.
mod application;
// The provider, and what it was acknowledged.
mod ledger;
mod provider;
// What came of it.
mod result;
// Whether that is right, and how it is shown.
mod check;
mod report;

use std::io::{self, Write};
use std::process::ExitCode;

use application::Application;
use arguments::{Arguments, HELP};
use examples_common::Failure;
use result::Summary;

#[tokio::main]
async fn main() -> Result<ExitCode, Failure> {
    let arguments = Arguments::read(lexopt::Parser::from_env())?;
    if arguments.help {
        writeln!(io::stdout(), "{HELP}")?;
        return Ok(ExitCode::SUCCESS);
    }
    // It goes with this, where no other place was said.
    let folder = tempfile::tempdir()?;
    let file = || folder.path().join("inbox.db").display().to_string();
    let database = arguments.database.unwrap_or_else(file);

    let application = Application::start(database).await?;
    let ledger = provider::send(application.url(), arguments.recipients, arguments.seed).await?;
    let worked = application.finish().await?;
    let summary = Summary::read(&worked, &ledger).await?;

    let mut out = io::stdout().lock();
    report::write(&mut out, &summary, &ledger)?;
    let faults = check::faults(&summary, &ledger);
    if faults.is_empty() {
        writeln!(out, "\nChecked against what the provider sent: everything is as it must be.")?;
        return Ok(ExitCode::SUCCESS);
    }
    for fault in faults {
        writeln!(io::stderr(), "WRONG: {fault}")?;
    }
    Ok(ExitCode::FAILURE)
}
