use kudosity_webhook_inbox::event::EventError;
use kudosity_webhook_inbox::{Delivery, Event, Inbox, InboxBuilder, Sink, Unreadable};

pub(crate) const ANNA: &str = "61491570006";
pub(crate) const BEN: &str = "61491570156";
pub(crate) const CARA: &str = "61491570157";
/// The account's numbers.
pub(crate) const SHOP: &str = "61491570158";
pub(crate) const CLUB: &str = "61491570159";

/// A database of an inbox's own.
pub(crate) trait Place {
    /// Somebody who reads in it.
    type Reader;

    /// One with nothing in it.
    fn new() -> Self;

    /// The inbox in it, which is to be opened.
    fn inbox(&self) -> InboxBuilder;

    /// Does something to it that no inbox would.
    async fn harm(&self, sql: &str);

    /// Somebody else, who began to read and has not ended.
    async fn reader(&self) -> Self::Reader;

    /// Whether these bytes are where nothing of an erased person may be.
    async fn holds(&self, text: &str) -> bool;
}

/// An inbox, in a database of its own.
pub(crate) struct Store<P> {
    pub(crate) inbox: Inbox,
    pub(crate) place: P,
}

impl<P: Place> Store<P> {
    pub(crate) async fn new() -> Self {
        let place = P::new();
        Self { inbox: place.inbox().open().await.unwrap(), place }
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
}
