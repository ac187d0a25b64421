use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use super::claimer::Claimer;
use super::crew::{Crew, Handler, Terms};
use super::stop::Stopper;
use crate::inbox::Inbox;

/// What is let go has so long to be given back to the store.
const TO_RELEASE: Duration = Duration::from_secs(5);

/// The workers of an inbox, while they run.
///
/// Keep it, and [`drain`](Self::drain) it at the end. **When it is dropped nothing more is begun**; what
/// runs goes on to its end in the background, as long as the runtime does.
///
/// While workers run, what the inbox need not keep any longer is removed too, a few entries at a time.
#[derive(Debug)]
#[must_use = "when it is dropped, no more events are worked"]
pub struct Workers {
    stopper: Stopper,
    task: JoinHandle<()>,
    crew: Arc<Crew>,
}

impl Workers {
    pub(super) fn start(inbox: Inbox, terms: Terms, handler: Box<Handler>) -> Self {
        let (stopper, stop) = Stopper::new();
        let crew = Arc::new(Crew::new(inbox, terms, handler, stop));
        let task = tokio::spawn(run(Arc::clone(&crew)));
        Self { stopper, task, crew }
    }

    /// Begins nothing more, waits so long for what runs to end, and gives the rest back: that attempt
    /// does not count, and the event is due at once, for another process or the next. What had come to no
    /// end before, since its process was killed, is still worked alone. Tells how many events were given
    /// back.
    ///
    /// It takes up to 5 s longer where the database does not answer. What could not be given back is
    /// worked when its lease has ended.
    pub async fn drain(mut self, within: Duration) -> u64 {
        self.stopper.stop(within);
        let limit = within.saturating_add(TO_RELEASE);
        if timeout(limit, &mut self.task).await.is_err() {
            self.task.abort();
        }
        self.crew.released()
    }
}

/// Claims and works until it is asked to stop, and ends when the last handler has.
async fn run(crew: Arc<Crew>) {
    // They end with this, or when the inbox is closed.
    let mut beside = JoinSet::new();
    beside.spawn(crew.leases.clone().keep_renewing(crew.inbox.clone(), crew.terms.lease));
    beside.spawn(crew.inbox.clone().keep_purging());

    let all = Claimer::new(Arc::clone(&crew), false, crew.terms.concurrency);
    let opt_outs = Claimer::new(Arc::clone(&crew), true, 1);
    tokio::join!(all.run(), opt_outs.run());
}
