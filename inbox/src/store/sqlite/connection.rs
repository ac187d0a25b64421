use std::ffi::c_int;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{self, Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, MAIN_DB, OpenFlags, ffi};

use super::command::Fault;
use super::schema::{self, Kind};
use crate::store::StoreError;

/// How long another process is waited for that holds up what is opened or read.
const BUSY: Duration = Duration::from_millis(500);
/// More than there are statements.
const STATEMENTS: usize = 64;

/// Where the file is, whichever folder the process goes to, and what it is.
#[derive(Clone, Debug)]
pub(super) struct Location {
    path: PathBuf,
    kind: Kind,
}

impl Location {
    pub(super) fn new(path: &Path) -> Self {
        let path = path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self { path, kind: Kind::Inbox }
    }

    #[cfg(feature = "postgres")]
    pub(super) fn of_spool(path: &Path) -> Self {
        Self { kind: Kind::Spool, ..Self::new(path) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the file where there is none, and brings it to the present schema.
    pub(super) fn create(&self) -> Result<(), StoreError> {
        make_private(&self.path).map_err(|error| {
            let text = format!("{} cannot be made: {error}", self.path.display());
            StoreError::Database(text.into())
        })?;
        let connection = self.open_writable()?;
        // Before it is given a write-ahead log.
        schema::version(&connection, self.kind)?;
        schema::migrate(&mut durable(connection)?, self.kind)
    }

    /// That there is a file, which is not made.
    pub(super) fn find(&self) -> Result<(), StoreError> {
        match fs::metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(StoreError::NotThere),
            _ => Ok(()),
        }
    }

    /// Opens the file to write; it must be there, and hold an inbox.
    pub(super) fn open_to_write(&self) -> Result<Connection, Fault> {
        let connection = self.open_writable()?;
        schema::expect_present(&connection, self.kind)?;
        Ok(durable(connection)?)
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

    /// Opens the file to read; it must be there, and hold an inbox.
    pub(super) fn open_to_read(&self) -> Result<Connection, Fault> {
        let connection = self.open()?;
        schema::expect_present(&connection, self.kind)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(BUSY)?;
        // On macOS a flush stops at the disk's own memory, if it is not asked for more. Who only reads
        // writes the log into the file too.
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "checkpoint_fullfsync", true)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(connection)
    }
}

/// Has what is committed be on the disk.
fn durable(connection: Connection) -> rusqlite::Result<Connection> {
    // Where it cannot do what it is asked for, SQLite stays with what it was.
    let journal: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let full: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    if journal != "wal" || full != 2 {
        let why = "no write-ahead log can be kept beside the file: put it on a local disk";
        return Err(unfit(ffi::SQLITE_CANTOPEN, why));
    }
    // What is erased is overwritten, not only unlinked.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
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
