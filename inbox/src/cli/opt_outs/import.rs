use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use clap::Args;
use kudosity_webhook_inbox::{ImportError, OptOuts};
use serde_json::json;

use crate::ending::{Ending, Failure};
use crate::out::{Format, counted, printable};
use crate::progress::Progress;

/// Take in a list as CSV; it can only add and raise instants.
///
/// The first line names the columns, in any order: person, one of opted_out and opted_in at least, and account,
/// where there is one. Persons and accounts have their country's code; no account stands for all of them.
/// Instants are such as 2026-03-02T01:12:00Z.
///
/// An opt-out in the future is taken in and warned of: it holds, and no opt-in counts before that instant.
#[derive(Args)]
#[command(after_help = HELP)]
pub(super) struct Import {
    /// The file; or - for the standard input
    file: PathBuf,
    #[command(flatten)]
    format: Format,
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db opt-outs import opt-outs.csv
  inbox --database inbox.db opt-outs import - < opt-outs.csv

Interrupted, or at a line that is wrong, it has taken in a part: take in the whole file again.

Exit codes:
  0    done, also where a warning is given
  2    an argument, a variable or the file is wrong: a line is named, and what to do about it
  3    the database failed
  141  whoever read the output went away";

impl Import {
    pub(super) async fn run(&self, list: &OptOuts) -> Result<Ending, Failure> {
        let is_input = self.file.as_os_str() == "-";
        let name = if is_input { "standard input".into() } else { self.file.to_string_lossy() };
        let name = printable(&name);
        let from: Box<dyn Read + Send> = if is_input {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(&self.file).map_err(|error| unreadable(&name, &error))?)
        };
        let from = Watched { from, read: 0, progress: Progress::new() };
        let imported = list.import(from).await.map_err(|error| match error {
            ImportError::Store(error) => error.into(),
            ImportError::Read(error) => unreadable(&name, &error),
            error => Failure::usage(format_args!("{name}: {error}")),
        })?;
        if imported.in_future > 0 {
            let lines = counted(imported.in_future, "line has", "lines have");
            let text =
                "an opt-out in the future: it holds, and no opt-in counts before that instant";
            let _ = writeln!(io::stderr(), "warning: {name}: {lines} {text}");
        }
        let line = format!("{} taken in", counted(imported.lines, "line", "lines"));
        let object = json!({ "lines": imported.lines, "in_future": imported.in_future });
        self.format.print(&line, &object)?;
        Ok(Ending::Done)
    }
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    let remedy = "name a file of CSV, or - for the standard input";
    Failure::usage(format_args!("cannot read {name}: {error}; {remedy}"))
}

/// A file, of which it is told how much was read.
struct Watched<R> {
    from: R,
    read: u64,
    progress: Progress,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.read += read as u64;
        self.progress.tell(format_args!("{} KiB read", self.read >> 10));
        Ok(read)
    }
}
