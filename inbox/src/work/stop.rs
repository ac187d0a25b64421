use std::future::pending;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// Waiting that nobody lives to see the end of, and that an instant can still be so late.
const FOR_EVER: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// Tells workers to stop; when it is dropped, too.
#[derive(Debug)]
pub(super) struct Stopper(watch::Sender<Option<Instant>>);

/// When workers are to stop.
#[derive(Clone)]
pub(super) struct Stop(watch::Receiver<Option<Instant>>);

impl Stopper {
    pub(super) fn new() -> (Self, Stop) {
        let (sender, receiver) = watch::channel(None);
        (Self(sender), Stop(receiver))
    }

    /// No more is to be begun, and what runs is let go after so long.
    pub(super) fn stop(&self, within: Duration) {
        self.0.send_replace(Some(Instant::now() + within.min(FOR_EVER)));
    }
}

impl Stop {
    pub(super) fn is_asked(&self) -> bool {
        self.0.borrow().is_some() || self.0.has_changed().is_err()
    }

    /// Ends once no more is to be begun.
    pub(super) async fn asked(&mut self) {
        // An error says that the other end was dropped, which asks for it too.
        let _ = self.0.wait_for(Option::is_some).await;
    }

    /// Ends once what runs is to be let go: never, where nobody said when.
    pub(super) async fn overdue(mut self) {
        let deadline = self.0.wait_for(Option::is_some).await.ok().and_then(|at| *at);
        match deadline {
            Some(deadline) => sleep_until(deadline).await,
            None => pending().await,
        }
    }
}
