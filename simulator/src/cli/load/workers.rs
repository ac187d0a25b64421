use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

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
    ///
    /// # Panics
    ///
    /// Where one of them does: what is measured without it would be wrong.
    pub(super) async fn run(self: &Arc<Self>, concurrency: u32) {
        self.bar.reset_elapsed();
        let mut workers = JoinSet::new();
        for _ in 0..concurrency {
            workers.spawn(Arc::clone(self).work());
        }
        workers.join_all().await;
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

    /// How long it has taken so far.
    pub(super) fn elapsed(&self) -> Duration {
        locked(&self.tickets).elapsed()
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use kudosity_webhook_simulator::client::{Target, Version};
    use kudosity_webhook_simulator::provider::Provider;

    use super::super::tickets::Plan;
    use super::*;

    #[tokio::test]
    #[should_panic(expected = "divide by zero")]
    async fn a_panic_of_one_is_a_panic_of_all() {
        // No argument of the tool is such a rate.
        let plan = Plan { requests: Some(1), duration: None, rate: Some(0), repeats: 0 };
        let tickets = Tickets::new(Provider::seeded(1), plan);
        let target: Target = "http://127.0.0.1:1/".parse().unwrap();
        let measured = Measured::new(Version::Http1).unwrap();
        Arc::new(Workers::new(Sender::new(target), tickets, measured)).run(2).await;
    }
}
