use std::io::{self, Read};

use csv::{Reader, ReaderBuilder, StringRecord, Terminator, Trim};

use super::ImportError;

/// A record may be so long, from the end of the one before it: longer is what an open quote swallows.
const LONGEST: u64 = 64 << 10;

pub(super) const COUNT: &str =
    "it has more or fewer fields than line 1 has columns: add or remove commas";
const NOT_UTF_8: &str = "it is not UTF-8: save the file as CSV in UTF-8";
const TOO_LONG: &str = "what begins here goes on for more than 64 KiB: is a quote not closed? Close it, and leave out what is blank";

/// The lines of a file, each with its number.
pub(super) struct Lines<R>(Reader<Bounded<R>>);

impl<R: Read> Lines<io::Chain<R, &'static [u8]>> {
    /// Each ends with a line feed, the last one too: so it is known on which line the reader stands.
    pub(super) fn of(from: R) -> Self {
        let file = Bounded { from: from.chain(&b"\n"[..]), read: 0, end: 0 };
        let mut reader = ReaderBuilder::new();
        // A carriage return before it is trimmed as a blank is.
        reader.has_headers(false).flexible(true).trim(Trim::All).terminator(Terminator::Any(b'\n'));
        Self(reader.from_reader(file))
    }
}

impl<R: Read> Lines<R> {
    /// The next line that is not blank, and the number of the line on which it ends.
    pub(super) fn next(&mut self) -> Result<Option<(u64, StringRecord)>, ImportError> {
        let mut record = StringRecord::new();
        loop {
            let begin = self.0.position().clone();
            self.0.get_mut().end = begin.byte() + LONGEST;
            let read = self.0.read_record(&mut record);
            if !read.map_err(|error| self.fault(error, begin.line()))? {
                return Ok(None);
            }
            if record.len() != 1 || record.get(0) != Some("") {
                return Ok(Some((self.line(), record)));
            }
        }
    }

    fn line(&self) -> u64 {
        self.0.position().line().saturating_sub(1)
    }

    /// In words of our own, since those of the reader may quote the line.
    fn fault(&self, error: csv::Error, begin: u64) -> ImportError {
        let line = self.line();
        match error.into_kind() {
            csv::ErrorKind::Io(_) if self.0.get_ref().is_at_end() => {
                ImportError::Line { line: begin, fault: TOO_LONG }
            }
            csv::ErrorKind::Io(error) => ImportError::Read(error),
            csv::ErrorKind::Utf8 { .. } => ImportError::Line { line, fault: NOT_UTF_8 },
            _ => ImportError::Line { line, fault: COUNT },
        }
    }
}

/// A file, of which no more is read than a record may have.
struct Bounded<R> {
    from: R,
    /// So many bytes were read.
    read: u64,
    /// So many may be; what is behind them is an error.
    end: u64,
}

impl<R> Bounded<R> {
    fn is_at_end(&self) -> bool {
        self.read >= self.end
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.is_at_end() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let room = self.end.saturating_sub(self.read);
        let read = self.from.by_ref().take(room).read(into)?;
        self.read += read as u64;
        Ok(read)
    }
}
