use std::path::PathBuf;

use kudosity_webhook_inbox::{Inbox, InboxBuilder};

/// Where it is stored.
#[derive(Clone, Debug)]
pub enum Database {
    /// In a SQLite file.
    Sqlite(PathBuf),
    /// In a PostgreSQL database, by its URL.
    Postgres(String),
}

impl Database {
    pub(super) fn inbox(self) -> InboxBuilder {
        match self {
            Self::Sqlite(file) => Inbox::sqlite(file),
            Self::Postgres(url) => Inbox::postgres(url),
        }
    }
}
