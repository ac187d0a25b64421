use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::back_off::BackOff;
use super::crew::Crew;
use super::stop::Stop;
use crate::clock::signed;
use crate::store::{Claim, Claimed, Settled, StoreError, Unended};
use crate::trace::Failing;

/// The loop that claims as much, of opt-outs or of all, as it has free slots.
pub(super) struct Claimer {
    crew: Arc<Crew>,
    opt_outs_only: bool,
    slots: usize,
    running: JoinSet<()>,
    /// What runs is to be alone.
    alone: bool,
    arrivals: watch::Receiver<()>,
    stop: Stop,
    /// How often in a row the store could not be asked.
    failures: u32,
    failing: Failing,
}

/// The database took too long to give out events.
#[derive(Debug, thiserror::Error)]
#[error(
    "the database took more than half of a lease to give out events, so they were given back: set a longer `lease`, or see why the database is slow"
)]
struct Late;

/// What is to happen before it is worth to claim again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Await {
    /// Nothing: there may be more to claim, and a slot for it.
    Nothing,
    /// A slot becomes free.
    Slot,
    /// Something arrives, or becomes due; or all that runs has ended, for which something may wait that is
    /// to be alone.
    Arrival,
    /// The store may be asked again.
    Store(Duration),
}

impl Claimer {
    pub(super) fn new(crew: Arc<Crew>, opt_outs_only: bool, slots: usize) -> Self {
        let (arrivals, stop) = (crew.inbox.arrivals().of(opt_outs_only), crew.stop.clone());
        let (running, failing) = (JoinSet::new(), Failing::at("claiming events"));
        let (alone, failures) = (false, 0);
        Self { crew, opt_outs_only, slots, running, alone, arrivals, stop, failures, failing }
    }

    /// Claims until it is asked to stop, or the inbox is closed, and ends when what runs has ended.
    pub(super) async fn run(mut self) {
        while !self.stop.is_asked()
            && let Some(what) = self.fill().await
        {
            self.wait_for(what).await;
        }
        while self.running.join_next().await.is_some() {}
    }

    /// Fills the free slots with what is due, and tells what is to happen next; nothing is, once the inbox is
    /// closed.
    async fn fill(&mut self) -> Option<Await> {
        while self.running.try_join_next().is_some() {}
        self.alone &= !self.running.is_empty();
        let free = self.slots.saturating_sub(self.running.len());
        if free == 0 || self.alone {
            return Some(Await::Slot);
        }
        // What arrives from here on may be missed by this claim, and has another follow.
        self.arrivals.mark_unchanged();
        let crew = Arc::clone(&self.crew);
        let _claiming = crew.claiming.lock().await;
        let claimed = match self.claim(free).await {
            Ok(claimed) => claimed,
            Err(StoreError::Closed) => return None,
            Err(error) => return Some(self.pause_after(&error)),
        };
        self.failures = 0;
        self.failing.no_more();
        if claimed.is_empty() {
            return Some(Await::Arrival);
        }
        for claimed in claimed {
            if let Some(held) = crew.leases.hold(claimed.lease) {
                self.alone = claimed.unended;
                self.running.spawn(Arc::clone(&crew).work(claimed, held));
            }
        }
        // An engine may give less than there is, so as not to give too many bytes at once.
        Some(Await::Nothing)
    }

    /// It is not given up once it is begun: what was claimed would be nobody's until its lease ends.
    async fn claim(&self, limit: usize) -> Result<Vec<Claimed>, StoreError> {
        let lease = signed(self.crew.terms.lease);
        let unended = self.unended();
        let wanted = Claim {
            opt_outs_only: self.opt_outs_only,
            limit,
            now: Timestamp::now(),
            lease,
            unended,
        };
        let asked = Instant::now();
        let claimed = self.crew.inbox.engine().claim(wanted).await?;
        if claimed.is_empty() || asked.elapsed() <= self.crew.terms.lease / 2 {
            return Ok(claimed);
        }
        // A lease might end before it is renewed.
        self.release(claimed).await?;
        Err(StoreError::Database(Box::new(Late)))
    }

    /// Gives back what was claimed, all at once; what runs here already goes on by its new lease.
    async fn release(&self, claimed: Vec<Claimed>) -> Result<(), StoreError> {
        let hold = |late: Claimed| self.crew.leases.hold(late.lease).map(|held| (held, late));
        let held: Vec<_> = claimed.into_iter().filter_map(hold).collect();
        let mut releasing = JoinSet::new();
        for (held, Claimed { lease, unended, .. }) in held {
            let inbox = self.crew.inbox.clone();
            releasing.spawn(async move {
                let _held = held;
                let released = Settled::Released { due: Timestamp::now(), unended };
                inbox.engine().settle(lease, released).await.map(drop)
            });
        }
        releasing.join_all().await.into_iter().collect()
    }

    /// What came to no end may have killed the process. It is worked when nothing else is that could be
    /// killed with it, but for an opt-out in the slot of their own: they wait for nothing.
    fn unended(&self) -> Unended {
        if self.opt_outs_only {
            Unended::PassedOver
        } else if self.running.is_empty() {
            Unended::Alone
        } else {
            Unended::Awaited
        }
    }

    fn pause_after(&mut self, error: &StoreError) -> Await {
        self.crew.inbox.counters().store_errors.count();
        self.failing.again(error);
        self.failures = self.failures.saturating_add(1);
        Await::Store(BackOff::OF_STORE.after(self.failures, 0))
    }

    async fn wait_for(&mut self, what: Await) {
        let pause = match what {
            Await::Nothing => return,
            Await::Slot => Duration::MAX,
            Await::Arrival => self.crew.terms.look_every,
            Await::Store(pause) => pause,
        };
        let is_awaited = !matches!(what, Await::Store(_)) && !self.running.is_empty();
        let engine = self.crew.inbox.engine();
        tokio::select! {
            () = self.stop.asked() => {}
            () = ended(&mut self.running, what), if is_awaited => {}
            _ = self.arrivals.changed(), if what == Await::Arrival => {}
            () = engine.woken(), if what == Await::Arrival => {}
            () = sleep(pause) => {}
        }
    }
}

/// Waits until as much of what runs has ended as is to be awaited.
async fn ended(running: &mut JoinSet<()>, what: Await) {
    while running.join_next().await.is_some() && what == Await::Arrival {}
}
