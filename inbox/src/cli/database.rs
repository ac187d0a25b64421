use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use kudosity_webhook_inbox::{Inbox, InboxBuilder};

use crate::ending::Failure;
use crate::out::printable;

/// The environment variable for the database.
const VARIABLE: &str = "KUDOSITY_INBOX_DATABASE";

/// The inbox that is looked into.
#[derive(Args)]
pub(crate) struct Database {
    /// The inbox: the path of a SQLite file, or the URL of a PostgreSQL database; where none is given,
    /// that of the environment variable KUDOSITY_INBOX_DATABASE
    #[arg(long, global = true, value_name = "PATH|URL")]
    database: Option<OsString>,
}

/// An inbox that is there, or not.
pub(crate) struct Place {
    pub(crate) inbox: InboxBuilder,
    /// Where it is, without a password.
    pub(crate) shown: String,
}

impl Database {
    /// Where the inbox is.
    pub(crate) fn place(&self) -> Result<Place, Failure> {
        let given = self.database.clone().or_else(|| env::var_os(VARIABLE));
        let Some(given) = given.filter(|given| !given.is_empty()) else {
            return Err(Failure::usage(format_args!(
                "no inbox: give it by --database, or set {VARIABLE}"
            )));
        };
        match given.to_str() {
            Some(url) if url.contains("://") => server(url),
            _ => file(PathBuf::from(given)),
        }
    }
}

/// The file, unless it can be no database; one that is not there is told of as it is opened.
fn file(path: PathBuf) -> Result<Place, Failure> {
    let shown = printable(&path.to_string_lossy());
    match begins_as_sqlite(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Failure::usage(format_args!("cannot read {shown}: {error}")))
        }
        Ok(false) => Err(Failure::usage(format_args!(
            "{shown} is no SQLite file: name the file of the application's inbox"
        ))),
        _ => Ok(Place { inbox: Inbox::sqlite(path), shown }),
    }
}

/// Whether a file begins as each of SQLite does, or is empty, as one is that was just made.
fn begins_as_sqlite(path: &Path) -> io::Result<bool> {
    const MAGIC: &[u8] = b"SQLite format 3\0";
    let mut front = Vec::with_capacity(MAGIC.len());
    File::open(path)?.take(MAGIC.len() as u64).read_to_end(&mut front)?;
    Ok(front.is_empty() || front == MAGIC)
}

#[cfg(feature = "postgres")]
fn server(url: &str) -> Result<Place, Failure> {
    use sqlx::postgres::PgConnectOptions;

    const FORM: &str = "postgres://user:password@host:5432/database";
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(Failure::usage(format_args!("the URL of a PostgreSQL database is {FORM}")));
    }
    let read: PgConnectOptions = url.parse().map_err(|error| {
        // What is wrong, without what sqlx calls it.
        let why = match error {
            sqlx::Error::Configuration(why) => why.to_string(),
            other => other.to_string(),
        };
        let remedy = "with %40 for an @, and the like, in user and password";
        Failure::usage(format_args!(
            "the URL of the database is wrong ({why}): write {FORM}, {remedy}"
        ))
    })?;
    let place = match read.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("postgres://{}:{}", read.get_host(), read.get_port()),
    };
    let database = read.get_database().unwrap_or_else(|| read.get_username());
    let shown = printable(&format!("{place}/{database}"));
    Ok(Place { inbox: Inbox::postgres(url), shown })
}

#[cfg(not(feature = "postgres"))]
fn server(_: &str) -> Result<Place, Failure> {
    let remedy = "install it with `--features cli,postgres`, or give the path of a SQLite file";
    Err(Failure::usage(format_args!("this tool cannot open a URL: {remedy}")))
}
