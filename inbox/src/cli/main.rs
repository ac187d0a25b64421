//! The command-line tool: `inbox --help`.

// What is asked for.
mod arguments;
mod confirm;
mod database;
// How it ends, and what it prints.
mod ending;
mod out;
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
use ending::{Ending, Failure};
use tokio::runtime::Runtime;

fn main() -> ExitCode {
    let arguments = Arguments::read();
    let runtime = Runtime::new();
    let runtime = runtime.map_err(|error| Failure::usage(format_args!("cannot begin: {error}")));
    let ended = runtime.and_then(|runtime| runtime.block_on(run(&arguments)));
    ended.unwrap_or_else(Failure::told).into()
}

async fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let (database, out) = (&arguments.database, &arguments.out);
    match &arguments.command {
        Command::List(list) => list.run(&database.open().await?, out).await,
        Command::Show(show) => show.run(&database.open().await?, out).await,
        Command::Export(export) => export.run(&database.open().await?).await,
        Command::Replay(replay) => replay.run(&database.open().await?, out).await,
        Command::Purge(purge) => purge.run(database, out).await,
        Command::Erase(erase) => erase.run(&database.open().await?, out).await,
        Command::OptOuts(opt_outs) => opt_outs.run(&database.open().await?, out).await,
    }
}
