use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ffi};

use super::command::Fault;
use super::connection::{Location, unfit};

/// A connection to a file that may be removed or replaced under it.
///
/// SQLite goes on with the file that it has open, which nobody finds any more: whatever is committed to it
/// is lost when it is closed. So it is looked, before and after, whether the path leads to the same file.
pub(super) struct Watched {
    connection: Connection,
    file: PathBuf,
    is: Option<Identity>,
    log: PathBuf,
    /// None until there is one.
    log_is: Option<Identity>,
}

/// What tells a file from another at the same path: device and inode. The inode of a file that is open is
/// not given to another one.
type Identity = (u64, u64);

impl Watched {
    pub(super) fn open(
        location: &Location,
        open: fn(&Location) -> Result<Connection, Fault>,
    ) -> Result<Self, Fault> {
        let file = location.path().to_owned();
        // Before it is opened: one that is put there meanwhile shows as another.
        let is = identity(&file);
        // SQLite has the log beside the file that a link leads to.
        let mut log = fs::canonicalize(&file).unwrap_or_else(|_| file.clone()).into_os_string();
        log.push("-wal");
        let connection = open(location)?;
        let log_is = identity(Path::new(&log));
        Ok(Self { connection, file, is, log: log.into(), log_is })
    }

    /// Does it on the file that the path leads to.
    pub(super) fn with(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.check()?;
        work(&self.connection)?;
        Ok(self.check()?)
    }

    fn check(&mut self) -> rusqlite::Result<()> {
        self.log_is = self.log_is.or_else(|| identity(&self.log));
        if self.is_there() {
            return Ok(());
        }
        let why = "the file, or the write-ahead log beside it, was removed or replaced while it was \
             open: put it back or start anew, and move it only while nothing has it open";
        Err(unfit(ffi::SQLITE_READONLY_DBMOVED, why))
    }

    fn is_there(&self) -> bool {
        identity(&self.file) == self.is && identity(&self.log) == self.log_is
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if self.is_there() {
            return;
        }
        let log_alone_is_gone = identity(&self.file) == self.is && identity(&self.log).is_none();
        if log_alone_is_gone {
            // What was committed to it is in no other place: it goes into the file, as far as it can.
            let _ = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        // The last to close a file removes what is at the path of its log, whosever that is by now.
        let _ = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;

    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// Elsewhere a file that is open can be neither removed nor replaced.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<Identity> {
    None
}
