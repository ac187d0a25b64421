use std::ffi::c_int;
use std::fs::OpenOptions;
use std::io;
use std::path::{self, Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, MAIN_DB, OpenFlags, ffi};

use super::schema;
use crate::store::StoreError;

/// How long another process is waited for that holds up what is opened or read.
const BUSY: Duration = Duration::from_millis(500);
/// More than there are statements.
const STATEMENTS: usize = 64;

/// Where the file is, whichever folder the process goes to.
#[derive(Clone, Debug)]
pub(super) struct Location(PathBuf);

impl Location {
    pub(super) fn new(path: &Path) -> Self {
        Self(path::absolute(path).unwrap_or_else(|_| path.to_owned()))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Makes the file where there is none, and brings it to the present schema.
    pub(super) fn create(&self) -> Result<(), StoreError> {
        make_private(&self.0).map_err(|error| StoreError::Database(Box::new(error)))?;
        // Before it is opened to write, which would give it a write-ahead log.
        schema::refuse_foreign(&self.open_writable()?)?;
        schema::migrate(&mut self.open_to_write()?)
    }

    /// Opens the file to write; it must be there.
    pub(super) fn open_to_write(&self) -> rusqlite::Result<Connection> {
        let connection = self.open_writable()?;
        // Where it cannot do what it is asked for, SQLite stays with what it was.
        let journal: String =
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        // On macOS a flush stops at the disk's own memory, if it is not asked for more.
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "checkpoint_fullfsync", true)?;
        let full: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
        if journal != "wal" || full != 2 {
            let why = "no write-ahead log can be kept beside the file: put it on a local disk";
            return Err(unfit(ffi::SQLITE_CANTOPEN, why));
        }
        // What is erased is overwritten, not only unlinked.
        connection.pragma_update(None, "secure_delete", true)?;
        Ok(connection)
    }

    fn open_writable(&self) -> rusqlite::Result<Connection> {
        let connection = self.open()?;
        // A file that may not be written is opened to read only, without an error.
        if connection.is_readonly(MAIN_DB)? {
            let why = "the file cannot be written: see to its rights and to those of its folder";
            return Err(unfit(ffi::SQLITE_READONLY, why));
        }
        Ok(connection)
    }

    /// Opens the file to read; it must be there.
    pub(super) fn open_to_read(&self) -> rusqlite::Result<Connection> {
        let connection = self.open()?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.0, flags)?;
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(connection)
    }
}

pub(super) fn unfit(code: c_int, why: &str) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some(why.to_owned()))
}

/// Makes the file, where there is none, for its owner alone; SQLite gives the files beside it the same
/// rights.
fn make_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}
