use std::sync::Arc;
use std::time::{Duration, Instant};

use kudosity_webhook_inbox::{Inbox, InboxBuilder};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::deliveries::Deliveries;
use super::server::{Place, Process};
use super::{ms, random, until};

pub(crate) const DELIVERIES_AT_ONCE: usize = 16;

/// Servers that are killed, while events are delivered to them.
pub(crate) struct Siege {
    /// The test that serves.
    test: &'static str,
    servers: Vec<(Place, Process)>,
    pub(crate) deliveries: Arc<Deliveries>,
    senders: Vec<JoinHandle<()>>,
    kills: usize,
    began: Instant,
}

impl Siege {
    /// Starts a server at each place, by this test, and delivers to all of them.
    pub(crate) fn begin(test: &'static str, places: Vec<Place>) -> Self {
        let deliveries = Deliveries::to(&places);
        let deliver = |_| tokio::spawn(Arc::clone(&deliveries).deliver());
        let senders = (0..DELIVERIES_AT_ONCE).map(deliver).collect();
        let start = |place: Place| (place.clone(), Process::start(test, &place));
        let servers = places.into_iter().map(start).collect();
        Self { test, servers, deliveries, senders, kills: 0, began: Instant::now() }
    }

    /// Kills so often one of them, which was up for so long at most, while the others live on; and starts
    /// it again.
    pub(crate) async fn kill(&mut self, kills: usize, longest: Duration) {
        let longest = u64::try_from(longest.as_millis()).unwrap();
        for _ in 0..kills {
            let which = usize::try_from(random(self.servers.len() as u64)).unwrap();
            let (place, process) = self.servers.swap_remove(which);
            process.is_up(&place).await;
            sleep(ms(20 + random(longest))).await;
            process.kill();
            let process = Process::start(self.test, &place);
            self.servers.push((place, process));
            self.kills += 1;
        }
    }

    /// Begins no more deliveries, and waits until each is acknowledged.
    pub(crate) async fn all_is_acknowledged(&mut self) {
        self.deliveries.enough();
        for sender in self.senders.drain(..) {
            sender.await.unwrap();
        }
    }

    /// Waits until all is worked, and holds it against what was acknowledged.
    pub(crate) async fn judge(mut self, inbox: InboxBuilder) {
        self.all_is_acknowledged().await;
        // Not before: at a kill, nobody else has the database open.
        let inbox = inbox.open().await.unwrap();
        until("all is worked", || async { is_worked(&inbox).await }).await;
        let kill = |(place, process): (Place, Process)| {
            process.kill();
            place.ledger()
        };
        let ledgers: Vec<_> = self.servers.into_iter().map(kill).collect();
        println!("{} kills in {:.1?}", self.kills, self.began.elapsed());
        self.deliveries.judge(&ledgers, &inbox, self.kills).await;
    }
}

async fn is_worked(inbox: &Inbox) -> bool {
    inbox.depth().await.is_ok_and(|depth| depth.waiting == 0)
}
