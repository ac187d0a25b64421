use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use examples_common::{Failure, PATH};
use kudosity_webhook_axum::event::Fingerprint;
use kudosity_webhook_axum::{Receiver, SharedSecret, webhook_to};
use kudosity_webhook_inbox::{Failed, Inbox, State, StoreError, Stored, Workers};
use tokio::net::TcpListener;
use tokio::time::sleep;

/// How often each event was worked to its end.
pub(crate) type Times = HashMap<Fingerprint, u32>;

/// An application: a receiver that acknowledges what its inbox has stored, and a handler that works it.
pub(crate) struct Application {
    inbox: Inbox,
    workers: Workers,
    handled: Handled,
    url: String,
}

/// What it leaves behind.
pub(crate) struct Worked {
    pub(crate) inbox: Inbox,
    pub(crate) times: Times,
}

/// What the handler has done.
#[derive(Clone, Default)]
struct Handled(Arc<Mutex<Times>>);

impl Application {
    /// Starts it on a SQLite file, or on PostgreSQL by its URL.
    pub(crate) async fn start(database: String) -> Result<Self, Failure> {
        let inbox = match &database {
            url if url.contains("://") => Inbox::postgres(url),
            path => Inbox::sqlite(path),
        };
        let inbox = inbox.open().await.map_err(|error| cannot_open(&database, &error))?;
        assert_empty(&inbox).await?;
        let handled = Handled::default();
        let handler = handled.clone();
        let workers = inbox.work(move |stored| {
            let handler = handler.clone();
            async move { handler.on_event(&stored) }
        });

        let receiver = Receiver::new(SharedSecret::random()?);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}{PATH}", listener.local_addr()?);
        let url = receiver.registration_url(&base)?.into_owned();
        let app = Router::new().route(PATH, webhook_to(receiver, inbox.clone()));
        tokio::spawn(async { axum::serve(listener, app).await });
        Ok(Self { inbox, workers, handled, url })
    }

    /// Where the provider delivers to.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Waits until everything was worked.
    pub(crate) async fn finish(self) -> Result<Worked, Failure> {
        while self.inbox.depth().await?.waiting > 0 {
            sleep(Duration::from_millis(20)).await;
        }
        self.workers.drain(Duration::from_secs(10)).await;
        let times = self.handled.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(Worked { inbox: self.inbox, times })
    }
}

impl Handled {
    /// Stands for what an application does with an event, which fails now and then.
    fn on_event(&self, stored: &Stored) -> Result<(), Failed> {
        let fingerprint = stored.event.fingerprint();
        let [first, ..] = *fingerprint.as_bytes();
        if stored.attempt == 1 && first < 8 {
            return Err("a service that is needed is not there".into());
        }
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *times.entry(fingerprint).or_default() += 1;
        Ok(())
    }
}

/// Names the file; of a URL, which may hold a password, it is enough that the option is named.
fn cannot_open(database: &str, error: &StoreError) -> io::Error {
    let named = if database.contains("://") { "the URL" } else { database };
    io::Error::other(format!("--database cannot open {named}: {error}"))
}

/// What was there before would be taken for what came of the campaign.
async fn assert_empty(inbox: &Inbox) -> Result<(), Failure> {
    for state in [State::Waiting, State::Done, State::Parked, State::Quarantined] {
        if !inbox.list(state, 0, 1).await?.is_empty() {
            let remedy = "--database takes an empty one, or a place where there is none";
            return Err(io::Error::other(format!("the inbox holds entries: {remedy}")).into());
        }
    }
    Ok(())
}
