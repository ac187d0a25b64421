use clap::error::{ContextKind, ContextValue};
use clap::{Parser, Subcommand};

use crate::check::Check;
use crate::inspect::Inspect;
use crate::load::Load;
use crate::scenario::Play;
use crate::secret::Secret;
use crate::send::Send;

/// The command line. Like all that is read from it, it has no `Debug`: a URL holds a secret.
#[derive(Parser)]
#[command(
    name = "kudosity-webhook-simulator",
    version,
    about = "Delivers Kudosity webhooks as the provider does, and as nobody should.",
    after_help = HELP,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the tool can do.
#[derive(Subcommand)]
pub(crate) enum Command {
    Send(Send),
    Scenario(Play),
    Load(Load),
    Check(Check),
    Inspect(Inspect),
    Secret(Secret),
}

const HELP: &str = "\
Examples:
  kudosity-webhook-simulator secret --base https://sms.example.com/webhooks/kudosity
  kudosity-webhook-simulator send \"http://127.0.0.1:3000/webhooks/kudosity?secret=$SECRET\"
  kudosity-webhook-simulator scenario conversation --speed 100

Environment:
  KUDOSITY_WEBHOOK_URL  the URL to deliver to, secret included, where none is given: so it stands
                        neither in the shell's history nor in the list of processes
  NO_COLOR              no colours; there are none either where the output is no terminal

Each command has further examples in its own --help.

Results go to the standard output, progress and errors to the standard error. No secret of a URL is
printed.

Exit codes:
  0    everything came as it must
  1    something did not: an answer other than 2xx, a case that failed, a body that is no event
  2    an argument, a variable or a file is wrong
  3    no answer at all: no connection, or none in time
  130  ended by Ctrl-C, after the summary so far
  141  whoever read the output went away";

impl Arguments {
    /// Reads the command line; ends the process where it asks for help or is wrong.
    pub(crate) fn read() -> Self {
        Self::try_parse().unwrap_or_else(|error| without_secrets(error).exit())
    }
}

/// The error without the arguments that could hold a secret, such as a URL in the wrong place.
fn without_secrets(mut error: clap::Error) -> clap::Error {
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidValue, ContextKind::InvalidSubcommand]
    {
        let hidden = |text: &String| !is_plain(text);
        if matches!(error.get(kind), Some(ContextValue::String(text)) if hidden(text)) {
            error.insert(kind, ContextValue::String("…".to_owned()));
        }
    }
    error
}

/// Whether it is an option or an argument as the help writes them, or a word too short to be a secret.
fn is_plain(argument: &str) -> bool {
    const SECRET: usize = 16;
    let (name, value) = argument.split_once(' ').unwrap_or((argument, ""));
    let is_option = name.len() > "--".len()
        && name.starts_with("--")
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let is_placeholder = |text: &str| text.is_empty() || text.starts_with(['<', '[']);
    (is_option && is_placeholder(value))
        || is_placeholder(argument)
        || (argument.len() < SECRET && !argument.contains([':', '/', '?', '=', '@']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_hold_a_secret_is_not_repeated() {
        for (argument, plain) in [
            ("--recipients <COUNT>", true),
            ("--two-registrationz", true),
            ("--http2", true),
            ("<STORY>", true),
            ("novel", true),
            ("--url=http://localhost/?secret=s", false),
            ("--a-secret-of-16-Characters", false),
            ("http://localhost/", false),
            ("x-key: s", false),
            ("a-secret-of-16-c", false),
        ] {
            assert_eq!(is_plain(argument), plain, "{argument}");
        }
    }
}
