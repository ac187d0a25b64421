use std::env;

use clap::Args;
use kudosity_webhook_inbox::{Inbox, InboxBuilder};

use crate::ending::Failure;

/// The environment variable for the database.
const VARIABLE: &str = "KUDOSITY_INBOX_DATABASE";

/// The inbox that is looked into.
#[derive(Args)]
pub(crate) struct Database {
    /// The inbox: the path of a SQLite file, or the URL of a PostgreSQL database; where none is given,
    /// that of the environment variable KUDOSITY_INBOX_DATABASE
    #[arg(long, global = true, value_name = "PATH|URL")]
    database: Option<String>,
}

impl Database {
    pub(crate) async fn open(&self) -> Result<Inbox, Failure> {
        Ok(self.builder()?.open_existing().await?)
    }

    /// Where the inbox is.
    pub(crate) fn builder(&self) -> Result<InboxBuilder, Failure> {
        let given = self.database.clone().or_else(|| env::var(VARIABLE).ok());
        let Some(given) = given.filter(|given| !given.is_empty()) else {
            return Err(Failure::usage(format_args!(
                "no inbox: give it by --database, or set {VARIABLE}"
            )));
        };
        if given.contains("://") {
            return by_url(&given);
        }
        Ok(Inbox::sqlite(given))
    }
}

#[cfg(feature = "postgres")]
fn by_url(url: &str) -> Result<InboxBuilder, Failure> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Inbox::postgres(url));
    }
    Err(Failure::usage("the URL of a PostgreSQL database begins with postgres://"))
}

#[cfg(not(feature = "postgres"))]
fn by_url(_: &str) -> Result<InboxBuilder, Failure> {
    let remedy = "install it with `--features cli,postgres`, or give the path of a SQLite file";
    Err(Failure::usage(format_args!("this tool cannot open a URL: {remedy}")))
}
