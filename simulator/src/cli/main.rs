//! The command-line tool: `kudosity-webhook-simulator --help`.

// What is asked for.
mod arguments;
mod endpoint;
mod events;
mod file;
mod values;
mod words;
// How it runs and ends, and what it prints.
mod answer;
mod ending;
mod out;
mod progress;
mod run;
// What it does to a receiver.
mod check;
mod load;
mod scenario;
mod send;
// What it does by itself.
mod inspect;
mod secret;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use ending::Failure;
use run::run;

fn main() -> ExitCode {
    let ended = match &Arguments::read().command {
        Command::Send(send) => run(send.run()),
        Command::Scenario(scenario) => run(scenario.run()),
        Command::Load(load) => run(load.run()),
        Command::Check(check) => run(check.run()),
        Command::Inspect(inspect) => inspect.run(),
        Command::Secret(secret) => secret.run(),
    };
    ended.unwrap_or_else(Failure::told).into()
}
