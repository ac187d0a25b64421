use std::ffi::OsStr;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_kudosity-webhook-simulator");

/// How the tool ended, and what it printed.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The tool without what the environment of the test could say to it.
pub(crate) fn command() -> Command {
    let mut command = Command::new(PROGRAM);
    command.env_remove("KUDOSITY_WEBHOOK_URL").env_remove("NO_COLOR");
    command
}

/// Runs the tool.
pub(crate) fn run(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
    Ran::of(command().args(arguments).stdin(Stdio::null()))
}

/// Runs the tool with this URL in the environment.
pub(crate) fn run_against(
    url: &str,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Ran {
    Ran::of(command().args(arguments).env("KUDOSITY_WEBHOOK_URL", url))
}

/// Runs the tool with this on its standard input.
pub(crate) fn run_on(input: &str, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
    let mut command = command();
    let command = command.args(arguments).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may have ended before it has read all.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    Ran::from(child.wait_with_output().unwrap())
}

impl Ran {
    pub(crate) fn of(command: &mut Command) -> Self {
        Self::from(command.output().unwrap())
    }

    /// The lines of JSON that it printed.
    pub(crate) fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl From<std::process::Output> for Ran {
    fn from(output: std::process::Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
