use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// How the tool ends; its number is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Ending {
    /// Everything came as it must.
    Fine = 0,
    /// Something did not.
    Wrong = 1,
    /// What was asked for cannot be done.
    Usage = 2,
    /// There was no answer at all.
    NoAnswer = 3,
    /// Ctrl-C came; the summary so far was printed.
    Interrupted = 130,
    /// Whoever reads the output went away, as when a program dies of SIGPIPE.
    NobodyReads = 141,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(ending as u8)
    }
}

/// Why the tool ends before it has done what it was asked to.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An argument, a variable or a file is wrong: what, and what to do about it.
    Usage(String),
    /// The receiver is not as it must be.
    Wrong(String),
    /// There is no connection, or no answer.
    NoAnswer(String),
    /// The output cannot be written.
    Output(io::Error),
}

impl Failure {
    pub(crate) fn usage(text: impl fmt::Display) -> Self {
        Self::Usage(text.to_string())
    }

    /// What was to be printed cannot be.
    pub(crate) fn unwritable(error: serde_json::Error) -> Self {
        Self::Output(error.into())
    }

    /// Says it on the standard error, as far as that is read.
    pub(crate) fn told(self) -> Ending {
        let (text, ending) = match self {
            Self::Usage(text) => (text, Ending::Usage),
            Self::Wrong(text) => (text, Ending::Wrong),
            Self::NoAnswer(text) => (text, Ending::NoAnswer),
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return Ending::NobodyReads;
            }
            Self::Output(error) => (format!("cannot write the output: {error}"), Ending::Wrong),
        };
        let _ = writeln!(io::stderr(), "error: {text}");
        ending
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
