use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::iter;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use kudosity_webhook_axum::event::Event;
use kudosity_webhook_inbox::{Inbox, PersonConsent};
use kudosity_webhook_simulator::provider::{Provider, Registration};
use kudosity_webhook_simulator::scenario::{Planned, Scenario};
use kudosity_webhook_simulator::sender::Sender;
use tokio::time::sleep;

use super::ms;
use super::server::{CONCURRENCY, Place};

/// What is delivered, and what was acknowledged of it.
pub(crate) struct Deliveries {
    /// One to each server.
    senders: Vec<Sender>,
    plan: Mutex<Box<dyn Iterator<Item = Planned> + Send>>,
    /// No more are to be begun.
    enough: AtomicBool,
    tries: AtomicUsize,
    /// What was answered 2xx.
    acknowledged: Mutex<Vec<Event>>,
}

impl Deliveries {
    pub(crate) fn to(places: &[Place]) -> Arc<Self> {
        let to = |place: &Place| Sender::new(place.url().parse().unwrap()).timeout(ms(3_000));
        let mut provider = Provider::seeded(5);
        let other = Registration::new("w-2", "another");
        let events = iter::repeat_with(move || Planned::new(ms(1), provider.any_event().event()));
        let plan = Scenario::new(5, events).also_for(other).repeated(3, ms(200)).reordered(ms(300));
        Arc::new(Self {
            senders: places.iter().map(to).collect(),
            plan: Mutex::new(Box::new(plan)),
            enough: AtomicBool::default(),
            tries: AtomicUsize::default(),
            acknowledged: Mutex::default(),
        })
    }

    /// How many are acknowledged.
    #[cfg(feature = "postgres")]
    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.lock().unwrap().len()
    }

    /// Has no more begun.
    pub(crate) fn enough(&self) {
        self.enough.store(true, Ordering::Relaxed);
    }

    /// Delivers one after the other, each until it is acknowledged by any of the servers.
    pub(crate) async fn deliver(self: Arc<Self>) {
        while !self.enough.load(Ordering::Relaxed) {
            let planned = self.plan.lock().unwrap().next().unwrap();
            loop {
                let turn = self.tries.fetch_add(1, Ordering::Relaxed) % self.senders.len();
                let attempt = self.senders[turn].deliver(planned.body(), |_| {}).await;
                if attempt.accepted() {
                    break;
                }
                if let Ok(answer) = attempt.answer {
                    assert_eq!(answer.status, 503, "nothing else is answered");
                }
                sleep(ms(10)).await;
            }
            self.acknowledged.lock().unwrap().push(planned.event);
        }
    }

    /// Holds what was worked, by the ledger of each server, and stored against what was acknowledged.
    pub(crate) async fn judge(&self, ledgers: &[PathBuf], inbox: &Inbox, kills: usize) {
        let acknowledged = self.acknowledged.lock().unwrap().clone();
        let events: BTreeSet<_> =
            acknowledged.iter().map(|event| event.fingerprint().to_string()).collect();
        let mut worked = BTreeMap::<String, usize>::new();
        for ledger in ledgers {
            let lines = fs::read_to_string(ledger).unwrap();
            println!("{} worked by one server", lines.lines().count());
            assert!(lines.lines().count() > 20, "the test would show nothing");
            for line in lines.lines() {
                *worked.entry(line.to_owned()).or_default() += 1;
            }
        }
        println!(
            "{} deliveries acknowledged in {} tries, of {} events",
            acknowledged.len(),
            self.tries.load(Ordering::Relaxed),
            events.len(),
        );
        judge_worked(&events, &worked, kills);

        let depth = inbox.depth().await.unwrap();
        assert_eq!((depth.waiting, depth.parked, depth.quarantined), (0, 0, 0));
        judge_opt_outs(inbox, &acknowledged).await;
    }
}

/// Each event is worked, and only what was in work at a kill is worked again: so many as a server works at
/// once, and one opt-out in the slot of their own. What the other servers had in work stays theirs, and
/// what was worked before, or was not begun, is not touched by a kill.
fn judge_worked(events: &BTreeSet<String>, worked: &BTreeMap<String, usize>, kills: usize) {
    let again: usize = worked.values().map(|times| times - 1).sum();
    println!("{} events worked, {again} of them again", worked.len());
    let missing: Vec<_> = events.iter().filter(|event| !worked.contains_key(*event)).collect();
    assert!(missing.is_empty(), "acknowledged, but not worked: {missing:?}");
    let never_sent = worked.keys().filter(|event| !events.contains(*event)).count();
    assert_eq!(never_sent, 0, "worked, but not acknowledged in the end");
    assert!(again <= kills * (CONCURRENCY + 1), "more than was in work when it was killed");
    assert!(worked.values().all(|times| *times <= kills + 1));
}

/// Those who said so are listed, and nobody else.
async fn judge_opt_outs(inbox: &Inbox, acknowledged: &[Event]) {
    let said_so = |event: &&Event| {
        let stop = event.inbound().and_then(|message| message.message.as_deref());
        event.opt_out().is_some()
            || stop.is_some_and(|text| text.trim().eq_ignore_ascii_case("stop"))
    };
    let sent: BTreeSet<_> = acknowledged.iter().filter(said_so).map(person).collect();
    let mut listed = BTreeSet::new();
    let mut pages = inbox.opt_outs().persons();
    while let Some(page) = pages.next_page().await.unwrap() {
        listed.extend(
            page.into_iter()
                .filter(PersonConsent::is_opted_out)
                .map(|person| person.person.canonical()),
        );
    }
    println!("{} persons opted out, {} listed", sent.len(), listed.len());
    assert!(sent.len() > 5, "the test would show nothing");
    assert_eq!(sent, listed);
}

fn person(event: &Event) -> String {
    event.person().unwrap().canonical()
}
