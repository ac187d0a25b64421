use std::io::{self, Read};

use csv::StringRecord;
use jiff::Timestamp;

use super::change::is_in_future;
use super::export::{AS_IT_CAME, COLUMNS};
use super::lines::{COUNT, Lines};
use super::opt_outs::AT_ONCE;
use super::{Names, OptOuts};
use crate::entry::Pair;
use crate::number;
use crate::store::{Consent, StoreError};

/// What an import took in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// How many lines, the header not counted.
    pub lines: u64,
    /// How many of them opt out at an instant more than a minute ahead of this machine's clock: those persons
    /// are opted out, and no opt-in counts until that instant has passed. It may be a mistake in the file.
    pub in_future: u64,
}

/// Why a list was not taken in, or not all of it.
///
/// It names the line and the remedy, and quotes neither. The lines before may have been taken in: as they
/// can only raise instants, the corrected file is taken in from its beginning.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The header does not say what the columns are.
    #[error(
        "line 1 must name the columns, in small letters and with commas between them: person; opted_out, opted_in or both; account, where there is one; each once and no others"
    )]
    Header,
    /// A line does not say what it must.
    #[error("line {line}: {fault}")]
    Line {
        /// Its number in the file, from 1.
        line: u64,
        /// What is wrong with it, and what to do about it.
        fault: &'static str,
    },
    /// The file cannot be read.
    #[error("the list cannot be read: {0}")]
    Read(io::Error),
    /// The store failed: try it again.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OptOuts {
    /// Takes in a list as CSV, as [`export`](Self::export) writes it, whichever account is asked about;
    /// tells how many lines it took in.
    ///
    /// The first line names the columns, in any order: `person`, one of `opted_out` and `opted_in` at
    /// least, and `account`, where there is one. Instants are RFC 3339, with the zone. An import can only
    /// add and raise instants: what is taken in twice changes nothing, and nobody is opted in by a list
    /// that is older than their opt-out. An opt-out in the future is taken in as it is, and counted in what
    /// is told: nobody is lost by a mistake in it. The file goes through little memory, so a line may have
    /// 64 KiB at most; reading it blocks, so give it a file or what is in memory, and no connection.
    ///
    /// # Errors
    ///
    /// [`ImportError`], which names the first line that is wrong. Wrong is also an opt-in in the future, a
    /// line with neither instant, a person without the country's code or by a name (but behind the `?` of an
    /// export), a number that a spreadsheet wrote as `6.14916E+10`, who was erased from another store, and a
    /// line of more than 64 KiB, such as all that follows a quote which is not closed: the line where it begins
    /// is named then.
    pub async fn import(&self, from: impl Read) -> Result<Imported, ImportError> {
        let mut file = Lines::of(from);
        let header = file.next()?.ok_or(ImportError::Header)?;
        let columns = Columns::of(&header.record)?;
        let mut imported = Imported::default();
        loop {
            let mut consents = Vec::with_capacity(AT_ONCE);
            while consents.len() < AT_ONCE {
                let Some(line) = file.next()? else { break };
                let consent = columns.read(&line.record);
                consents.push((line.number, consent.map_err(|fault| line.is_wrong(fault))?));
            }
            if consents.is_empty() {
                return Ok(imported);
            }
            self.assert_erased_here(&consents).await?;
            let consents: Vec<_> = consents.into_iter().map(|(_, consent)| consent).collect();
            let in_future =
                consents.iter().filter(|consent| consent.opted_out.is_some_and(is_in_future));
            imported.lines += consents.len() as u64;
            imported.in_future += in_future.count() as u64;
            self.raise(consents).await?;
        }
    }

    /// A hash by the key of another store is nobody's here.
    async fn assert_erased_here(&self, consents: &[(u64, Consent)]) -> Result<(), ImportError> {
        let erased = consents.iter().filter(|(_, row)| Names::is_erased(&row.between.person));
        let names: Vec<String> =
            erased.clone().map(|(_, row)| row.between.person.clone()).collect();
        if names.is_empty() {
            return Ok(());
        }
        let known = self.engine.consents_of(names).await?;
        let is_known = |row: &Consent| known.iter().any(|k| k.between.person == row.between.person);
        match erased.into_iter().find(|(_, row)| !is_known(row)) {
            None => Ok(()),
            Some((line, _)) => Err(ImportError::Line { line: *line, fault: ELSEWHERE }),
        }
    }
}

const NO_PERSON: &str = "it names no person: write the number with the country's code";
const NOT_A_NUMBER: &str = "the person is no international number: write it with the country's code and no 0 before it, such as +61 491 570 006, or leave the line out";
const NOT_AN_ACCOUNT: &str = "the account is no number with its country's code: write it so and with no 0 before it, such as +61 491 570 156, or leave it empty for all accounts";
const MANGLED: &str =
    "the number is one that a spreadsheet has rounded: export that column as text, not as a number";
const NO_INSTANT: &str =
    "it has neither opted_out nor opted_in: write an instant such as 2026-03-02T01:12:00Z";
const NOT_AN_INSTANT: &str =
    "an instant cannot be read: write a day and a time with its zone, such as 2026-03-02T01:12:00Z";
const IN_FUTURE: &str =
    "opted_in is later than now: write the instant at which the person consented";
const ELSEWHERE: &str = "who was erased from another store cannot be told here: leave the line out, and keep that store for as long as it may matter";

/// Which field of a line is which.
struct Columns {
    count: usize,
    /// In the order of [`COLUMNS`].
    places: [Option<usize>; COLUMNS.len()],
}

impl Columns {
    fn of(header: &StringRecord) -> Result<Self, ImportError> {
        let mut names: Vec<&str> = header.iter().collect();
        let places = COLUMNS.map(|column| header.iter().position(|name| name == column));
        names.sort_unstable();
        names.dedup();
        let [person, _, opted_out, opted_in] = places;
        let known = places.iter().flatten().count();
        let is_told = person.is_some() && opted_out.or(opted_in).is_some();
        if !is_told || names.len() != known || header.len() != known {
            return Err(ImportError::Header);
        }
        Ok(Self { count: header.len(), places })
    }

    fn read(&self, record: &StringRecord) -> Result<Consent, &'static str> {
        if record.len() != self.count {
            return Err(COUNT);
        }
        let field = |place: Option<usize>| place.and_then(|place| record.get(place)).unwrap_or("");
        let [person, account, opted_out, opted_in] = self.places.map(field);
        if person.is_empty() {
            return Err(NO_PERSON);
        }
        if is_rounded(person) || is_rounded(account) {
            return Err(MANGLED);
        }
        let person = match person.strip_prefix(AS_IT_CAME) {
            Some(as_it_came) => number::of_any(as_it_came),
            None if Names::is_erased(person) => person.to_owned(),
            None => number::of_person(person).ok_or(NOT_A_NUMBER)?,
        };
        let account = match account.strip_prefix(AS_IT_CAME) {
            Some(as_it_came) => number::of_any(as_it_came),
            None => Some(number::of_any(account))
                .filter(|account| number::may_be_account(account))
                .ok_or(NOT_AN_ACCOUNT)?,
        };
        let (opted_out, opted_in) = (instant(opted_out)?, instant(opted_in)?);
        if opted_out.or(opted_in).is_none() {
            return Err(NO_INSTANT);
        }
        if opted_in.is_some_and(is_in_future) {
            return Err(IN_FUTURE);
        }
        let between = Pair { person, account };
        Ok(Consent { between, opted_out, opted_in })
    }
}

fn instant(text: &str) -> Result<Option<Timestamp>, &'static str> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| NOT_AN_INSTANT),
    }
}

/// Whether it is what a spreadsheet makes of a long number, such as `6.14916E+10`.
pub(super) fn is_rounded(address: &str) -> bool {
    let Some((mantissa, exponent)) = address.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let is_number = |text: &str, more: &[char]| {
        text.starts_with(|char: char| char.is_ascii_digit())
            && text.chars().all(|char| char.is_ascii_digit() || more.contains(&char))
    };
    is_number(mantissa, &['.', ',']) && is_number(exponent, &[])
}
