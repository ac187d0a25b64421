use std::fmt;
use std::io;

use examples_common::Failure;
use lexopt::{Arg, Parser, ValueExt};

/// What the command line says.
pub(crate) struct Arguments {
    pub(crate) recipients: u64,
    pub(crate) seed: u64,
    pub(crate) database: Option<String>,
    pub(crate) help: bool,
}

/// More take minutes, and are no better example.
const MOST: u64 = 10_000;

pub(crate) const HELP: &str = "\
Sends a campaign by a simulated provider, which delivers its events repeatedly, in no order and for
two registrations, to an inbox on this machine; then shows what the inbox made of them: the states
of the messages, who opted out, and who is left to be written to by the next campaign. It checks all
of that against what the provider sent.

Usage: cargo run -p campaign [-- OPTIONS]

Options:
      --recipients COUNT  how many messages are sent, 10000 at most [default: 300]
      --seed NUMBER       what the events are made up from [default: 1]
      --database PATH|URL where the inbox is stored, an empty place: a SQLite file, or postgres://…;
                          a temporary file unless this is said
  -h, --help              print this

Exit status: 0 if everything is as it must be, 1 otherwise.";

impl Arguments {
    pub(crate) fn read(mut parser: Parser) -> Result<Self, Failure> {
        let mut arguments = Self { recipients: 300, seed: 1, database: None, help: false };
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("recipients") => {
                    arguments.recipients = number(&mut parser, "recipients")?;
                    if arguments.recipients > MOST {
                        return Err(wrong(format_args!("--recipients takes {MOST} at most")));
                    }
                }
                Arg::Long("seed") => arguments.seed = number(&mut parser, "seed")?,
                Arg::Long("database") => arguments.database = Some(parser.value()?.string()?),
                Arg::Long("help") | Arg::Short('h') => arguments.help = true,
                other => {
                    let unexpected = other.unexpected();
                    return Err(wrong(format_args!("{unexpected}; --help lists the options")));
                }
            }
        }
        Ok(arguments)
    }
}

/// The value of an option that takes a number.
fn number(parser: &mut Parser, option: &str) -> Result<u64, Failure> {
    let value = parser.value()?;
    value.parse().map_err(|error| wrong(format_args!("--{option} takes a number: {error}")))
}

fn wrong(what: impl fmt::Display) -> Failure {
    io::Error::other(what.to_string()).into()
}
