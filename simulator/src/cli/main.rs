//! The command-line tool: `kudosity-webhook-simulator --help`.

// What is asked for.
mod arguments;
mod values;
// How it ends, and what it prints.
mod ending;
mod out;
// What it does.
mod inspect;
mod secret;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use ending::Failure;

fn main() -> ExitCode {
    let arguments = Arguments::read();
    let ended = match &arguments.command {
        Command::Inspect(inspect) => inspect.run(),
        Command::Secret(secret) => secret.run(),
    };
    ended.unwrap_or_else(Failure::told).into()
}
