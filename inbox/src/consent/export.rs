use std::io::{self, Write};

use super::OptOuts;
use crate::store::{Consent, StoreError};

/// The columns of the file.
pub(super) const COLUMNS: [&str; 4] = ["person", "account", "opted_out", "opted_in"];

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
    /// takes in again, and no other can. The whole list goes through little memory, and is written as it
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

fn line(consent: &Consent) -> [String; 4] {
    let instant = |at: Option<_>| at.map_or_else(String::new, |at: jiff::Timestamp| at.to_string());
    [
        consent.between.person.clone(),
        consent.between.account.clone(),
        instant(consent.opted_out),
        instant(consent.opted_in),
    ]
}
