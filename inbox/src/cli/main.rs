//! The command-line tool: `inbox --help`.

// What is asked for.
mod arguments;
mod confirm;
mod database;
// How it ends, and what it prints.
mod ending;
mod out;
mod progress;
// What is in the store.
mod export;
mod list;
mod show;
// What is done about it.
mod erase;
mod purge;
mod replay;
// Who must not be written to.
mod opt_outs;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use database::Place;
use ending::{Ending, Failure};
use kudosity_webhook_inbox::InboxBuilder;
use tokio::runtime::Builder;

fn main() -> ExitCode {
    let Arguments { database, command } = Arguments::read();
    let ended = match database.place() {
        Ok(Place { inbox, shown }) => {
            begin(&command, inbox).unwrap_or_else(|failure| failure.told(&shown))
        }
        Err(failure) => failure.told("the inbox"),
    };
    ended.into()
}

/// Runs the command on this thread alone: as it ends, nothing of the inbox runs any more that could see the
/// runtime go.
fn begin(command: &Command, inbox: InboxBuilder) -> Result<Ending, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::usage(format_args!("cannot begin: {error}")))?;
    runtime.block_on(run(command, inbox))
}

async fn run(command: &Command, inbox: InboxBuilder) -> Result<Ending, Failure> {
    let inbox = match command {
        Command::Purge(purge) => purge.keeps(inbox),
        _ => inbox,
    };
    let inbox = inbox.open_existing().await?;
    let ended = match command {
        Command::List(list) => list.run(&inbox).await,
        Command::Show(show) => show.run(&inbox).await,
        Command::Export(export) => export.run(&inbox).await,
        Command::Replay(replay) => replay.run(&inbox).await,
        Command::Purge(purge) => purge.run(&inbox).await,
        Command::Erase(erase) => erase.run(&inbox).await,
        Command::OptOuts(opt_outs) => opt_outs.run(&inbox).await,
    }?;
    inbox.close().await;
    Ok(ended)
}
