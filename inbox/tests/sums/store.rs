use std::path::PathBuf;

use kudosity_webhook_inbox::Inbox;
use kudosity_webhook_inbox::event::EventError;
use kudosity_webhook_inbox::{Delivery, Event, Sink, Unreadable};
use tempfile::TempDir;

pub(crate) const ANNA: &str = "61491570006";
pub(crate) const BEN: &str = "61491570156";
pub(crate) const CARA: &str = "61491570157";
/// The account's numbers.
pub(crate) const SHOP: &str = "61491570158";
pub(crate) const CLUB: &str = "61491570159";

/// An inbox in a file of its own.
pub(crate) struct Store {
    pub(crate) inbox: Inbox,
    folder: TempDir,
}

impl Store {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inbox = Inbox::sqlite(folder.path().join("inbox.db")).open().await.unwrap();
        Self { inbox, folder }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("inbox.db")
    }

    pub(crate) async fn deliver(&self, event: Event) {
        self.inbox.deliver(Delivery::for_test(event)).await.unwrap();
    }

    pub(crate) async fn quarantine(&self, body: &str) {
        let error: EventError = Event::from_body(body.to_owned().into()).unwrap_err();
        let unreadable = Unreadable::for_test(body.to_owned(), error);
        self.inbox.unreadable(unreadable).await.unwrap();
    }

    /// Puts a body into quarantine, as if the version before could not read it.
    pub(crate) async fn quarantine_as_unread(&self, body: String) {
        let error = Event::from_body("{".into()).unwrap_err();
        self.inbox.unreadable(Unreadable::for_test(body, error)).await.unwrap();
    }

    /// Does something to the database that no inbox would.
    pub(crate) fn harm(&self, sql: &str) {
        rusqlite::Connection::open(self.path()).unwrap().execute_batch(sql).unwrap();
    }

    /// Whether any file of the database holds these bytes.
    pub(crate) fn holds(&self, text: &str) -> bool {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        let mut bytes = files.map(|file| std::fs::read(file.unwrap().path()).unwrap());
        bytes.any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    }
}
