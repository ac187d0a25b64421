use std::io::{self, Read};

use csv::{Reader, ReaderBuilder, StringRecord, Terminator};

use super::ImportError;

/// A record may be so long, from the end of the one before it: longer is what an open quote swallows.
const LONGEST: u64 = 64 << 10;

pub(super) const COUNT: &str =
    "it has more or fewer fields than line 1 has columns: add or remove commas";
const NOT_UTF_8: &str = "it is not UTF-8: save the file as CSV in UTF-8";
const OPEN_QUOTE: &str = "what begins here goes on over the next lines, and cannot be read: is a quote not closed? Close it";
const TOO_LONG: &str = "what begins here goes on for more than 64 KiB: is a quote not closed? Close it, and leave out what is blank";

/// The lines of a file.
pub(super) struct Lines<R>(Reader<Bounded<R>>);

/// What stands on a line, or within quotes on several.
pub(super) struct Line {
    /// The number of the first, from 1.
    pub(super) number: u64,
    /// How many more there are.
    more: u64,
    pub(super) record: StringRecord,
}

impl Line {
    /// That something is wrong with it: where it goes on over several lines, that is the reason mostly.
    pub(super) fn is_wrong(&self, fault: &'static str) -> ImportError {
        let fault = if self.more > 0 { OPEN_QUOTE } else { fault };
        ImportError::Line { line: self.number, fault }
    }
}

impl<R: Read> Lines<io::Chain<R, &'static [u8]>> {
    /// Each ends with a line feed, the last one too: so it is known on which line the reader stands.
    pub(super) fn of(from: R) -> Self {
        let file = Bounded { from: from.chain(&b"\n"[..]), read: 0, end: 0, ended: false };
        let mut reader = ReaderBuilder::new();
        reader.has_headers(false).flexible(true).terminator(Terminator::Any(b'\n'));
        Self(reader.from_reader(file))
    }
}

impl<R: Read> Lines<R> {
    /// The next line that is not blank.
    pub(super) fn next(&mut self) -> Result<Option<Line>, ImportError> {
        let mut record = StringRecord::new();
        loop {
            let begin = self.0.position().clone();
            self.0.get_mut().end = begin.byte() + LONGEST;
            let read = self.0.read_record(&mut record);
            if !read.map_err(|error| self.fault(error, begin.line()))? {
                return Ok(None);
            }
            // What has no line feed behind it is within a quote.
            let is_open = self.0.get_ref().ended;
            let more = record.iter().map(|field| field.matches('\n').count() as u64).sum();
            // With it goes a carriage return at the end.
            record.trim();
            if record.len() != 1 || record.get(0) != Some("") {
                let line = Line { number: self.line(is_open).saturating_sub(more), more, record };
                return if is_open { Err(line.is_wrong(OPEN_QUOTE)) } else { Ok(Some(line)) };
            }
        }
    }

    /// The number of the line on which a record ended, whose line feed was read unless it is open.
    fn line(&self, is_open: bool) -> u64 {
        self.0.position().line().saturating_sub(u64::from(!is_open))
    }

    /// In words of our own, since those of the reader may quote the line.
    fn fault(&self, error: csv::Error, begin: u64) -> ImportError {
        let line = self.line(false);
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
    /// There is no more.
    ended: bool,
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
        self.ended = read == 0;
        Ok(read)
    }
}
