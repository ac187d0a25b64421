use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use kudosity_webhook_inbox::{EraseError, StoreError};

/// How the tool ends; its number is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Ending {
    /// It is done, or the answer is yes.
    Done = 0,
    /// It is not, or the answer is no.
    NotDone = 1,
    /// What was asked for cannot be done.
    Usage = 2,
    /// The database failed.
    StoreFailed = 3,
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
    /// It was not done.
    NotDone(String),
    /// The database failed.
    Store(StoreError),
    /// It is done, but the database's files may still hold what was removed.
    Traces(EraseError),
    /// The output cannot be written.
    Output(io::Error),
}

const FOREIGN: &str =
    "that is a spool, or a database of something else: name the file of the application's inbox";

impl Failure {
    pub(crate) fn usage(text: impl fmt::Display) -> Self {
        Self::Usage(text.to_string())
    }

    /// Says it on the standard error, as far as that is read; with the place of the inbox, where that is
    /// what failed.
    pub(crate) fn told(self, place: &str) -> Ending {
        let (text, ending) = match self {
            Self::Usage(text) => (text, Ending::Usage),
            Self::NotDone(text) => (text, Ending::NotDone),
            // The path or the URL is wrong.
            Self::Store(error @ StoreError::NotThere) => {
                (format!("{place}: {error}"), Ending::Usage)
            }
            Self::Store(StoreError::Foreign) => (format!("{place}: {FOREIGN}"), Ending::Usage),
            Self::Store(error) => (format!("{place}: {error}"), Ending::StoreFailed),
            Self::Traces(error) => (format!("{place}: {error}"), Ending::StoreFailed),
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return Ending::NobodyReads;
            }
            Self::Output(error) => (format!("cannot write the output: {error}"), Ending::NotDone),
        };
        let _ = writeln!(io::stderr(), "error: {text}");
        ending
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<EraseError> for Failure {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::Store(error) => error.into(),
            EraseError::Traces(_) => Self::Traces(error),
            EraseError::NotANumber => Self::usage(error),
            error => Self::NotDone(error.to_string()),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
