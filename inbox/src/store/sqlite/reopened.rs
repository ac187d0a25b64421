use rusqlite::{Connection, ErrorCode};

use super::command::Fault;
use super::connection::Location;
use super::watched::Watched;

/// A connection that is opened anew after an error that may be the connection's.
pub(super) struct Reopened {
    connection: Option<Watched>,
    location: Location,
    open: fn(&Location) -> Result<Connection, Fault>,
}

impl Reopened {
    pub(super) fn open(
        location: Location,
        open: fn(&Location) -> Result<Connection, Fault>,
    ) -> Result<Self, Fault> {
        let connection = Some(Watched::open(&location, open)?);
        Ok(Self { connection, location, open })
    }

    /// Does it, unless the file is no longer the one that is found by its path; and tells of it as an
    /// error where it was not by the end.
    pub(super) fn with(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Watched::open(&self.location, self.open)?,
        };
        let worked = connection.with(work);
        if worked.as_ref().err().is_none_or(outlasted) {
            self.connection = Some(connection);
        }
        worked
    }
}

/// Whether a connection is as good as before.
fn outlasted(fault: &Fault) -> bool {
    matches!(
        fault.code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::DiskFull)
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::ffi::c_int;

    use rusqlite::ffi;

    use super::super::connection::unfit;
    use super::*;

    #[test]
    fn a_connection_is_opened_anew_after_what_may_be_its_own_fault_alone() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::new(&folder.path().join("inbox.db"));
        location.create().unwrap();
        let mut connection = Reopened::open(location, Location::open_to_write).unwrap();
        let first = "CREATE TEMP TABLE first (x)";
        connection.with(|connection| Ok(connection.execute_batch(first)?)).unwrap();
        let mut is_first = |fails_by: c_int| {
            let mut found = false;
            let failed = connection.with(|connection| {
                found = connection.prepare("SELECT x FROM first").is_ok();
                Err(unfit(fails_by, "").into())
            });
            assert!(failed.is_err());
            found
        };
        assert!(is_first(ffi::SQLITE_BUSY));
        assert!(is_first(ffi::SQLITE_FULL));
        assert!(is_first(ffi::SQLITE_READONLY));
        assert!(!is_first(ffi::SQLITE_IOERR));
    }
}
