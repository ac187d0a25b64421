use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indicatif::ProgressBar;
use kudosity_webhook_simulator::sender::Sender;
use tokio::task::JoinSet;
use tokio::time::sleep_until;

use super::measured::Measured;
use super::tickets::Tickets;
use crate::progress;

/// What the deliveries of a load share.
#[derive(Debug)]
pub(super) struct Workers {
    sender: Sender,
    tickets: Mutex<Tickets>,
    measured: Mutex<Measured>,
    bar: ProgressBar,
}

impl Workers {
    pub(super) fn new(sender: Sender, tickets: Tickets, measured: Measured) -> Self {
        let bar = progress::bar(tickets.total());
        let (tickets, measured) = (Mutex::new(tickets), Mutex::new(measured));
        Self { sender, tickets, measured, bar }
    }

    /// Delivers until there are no more tickets, so many at once; all end when this is dropped.
    pub(super) async fn run(self: &Arc<Self>, concurrency: u32) {
        let mut workers = JoinSet::new();
        for _ in 0..concurrency {
            workers.spawn(Arc::clone(self).work());
        }
        while workers.join_next().await.is_some() {}
    }

    /// Takes the bar off the terminal, to which the report goes.
    pub(super) fn clear_bar(&self) {
        self.bar.finish_and_clear();
    }

    async fn work(self: Arc<Self>) {
        loop {
            let ticket = locked(&self.tickets).take();
            let Some(ticket) = ticket else { return };
            sleep_until(ticket.due).await;
            let attempt = self.sender.deliver(ticket.body, |_| ()).await;
            locked(&self.measured).add(&attempt, ticket.due.elapsed());
            self.bar.inc(1);
        }
    }

    /// How many were due and were not begun.
    pub(super) fn not_begun(&self) -> u64 {
        locked(&self.tickets).not_begun()
    }

    /// Looks at what came of them so far.
    pub(super) fn measured(&self) -> MutexGuard<'_, Measured> {
        locked(&self.measured)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
