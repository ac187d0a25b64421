use std::io::{self, Write};

use super::OptOuts;
use super::import::is_rounded;
use super::person::is_certain;
use crate::number;
use crate::store::{Consent, StoreError};

/// The columns of the file.
pub(super) const COLUMNS: [&str; 4] = ["person", "account", "opted_out", "opted_in"];

/// Before what stands in a field as it came: what else would not be taken in as what it is.
pub(super) const AS_IT_CAME: char = '?';

/// So many rows are read at once.
const ROWS: usize = 1_000;

/// Why the list was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// It cannot be written there; what is there is not the whole list.
    #[error("the list cannot be written: {0}")]
    Write(#[from] io::Error),
    /// The store failed; what was written is not the whole list.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OptOuts {
    /// Writes the whole list as CSV, whichever account is asked about; tells how many lines it wrote, the
    /// header not counted.
    ///
    /// A line is a person and an account, with the latest opt-out and the latest opt-in between them, as
    /// RFC 3339 instants:
    ///
    /// ```csv
    /// person,account,opted_out,opted_in
    /// 61491570006,61491570156,2026-03-02T01:12:00Z,
    /// 61491570157,,2026-03-01T10:15:00Z,2026-03-04T09:00:00Z
    /// ```
    ///
    /// No account stands for all of them. Who was erased is there as `#` and a hash, which this store
    /// takes in again, and no other can. A person who is known by no international number stands behind a
    /// `?` as the event had it, and is taken in again as that: nobody can be asked about by it, but it is
    /// not lost. The whole list goes through little memory, and is written as it
    /// is read: give it a file with a buffer.
    ///
    /// # Errors
    ///
    /// [`ExportError`], with a part of the list written.
    pub async fn export(&self, to: impl Write) -> Result<u64, ExportError> {
        let mut file = csv::Writer::from_writer(to);
        file.write_record(COLUMNS).map_err(io::Error::from)?;
        let (mut after, mut lines) = (None, 0);
        loop {
            let rows = self.engine.consents(after.take(), ROWS).await?;
            for row in &rows {
                file.write_record(line(row)).map_err(io::Error::from)?;
                lines += 1;
            }
            match rows.last().filter(|_| rows.len() == ROWS) {
                Some(last) => after = Some(last.between.clone()),
                None => break,
            }
        }
        file.flush()?;
        Ok(lines)
    }
}

/// A person, so that an import reads the same.
fn person(person: &str) -> String {
    marked(person, !is_certain(person))
}

/// An account, so that an import reads the same.
fn account(account: &str) -> String {
    let reads_else = account.starts_with(AS_IT_CAME) || is_rounded(account);
    marked(account, reads_else || !number::may_be_account(account))
}

fn marked(name: &str, is_marked: bool) -> String {
    if is_marked { format!("{AS_IT_CAME}{name}") } else { name.to_owned() }
}

fn line(consent: &Consent) -> [String; 4] {
    let instant = |at: Option<_>| at.map_or_else(String::new, |at: jiff::Timestamp| at.to_string());
    [
        person(&consent.between.person),
        account(&consent.between.account),
        instant(consent.opted_out),
        instant(consent.opted_in),
    ]
}
