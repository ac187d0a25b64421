//! What workers do with a store that fails, hangs, loses a lease or a body, and with handlers that do
//! what they should not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

// How attempts end, and what follows.
mod attempts;
// What is claimed, and when.
mod claims;
// How leases are kept and lost.
mod leases;
// A store that fails or hangs.
mod store;
// How workers stop.
mod draining;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kudosity_webhook::event::{Event, Message, OptOut, Status};
use kudosity_webhook::{Busy, Delivery, EventType, Payload, Sink};
use tokio::time::{Instant, sleep};

use super::{Failed, WorkersBuilder};
use crate::inbox::{Inbox, Outcomes};
use crate::store::{Memory, State};

const MS: Duration = Duration::from_millis(1);

fn receipt(id: &str) -> Delivery {
    let mut status = Status::default();
    (status.id, status.status) = (id.into(), "SENT".into());
    delivery(EventType::SmsStatus, Payload::Status(status))
}

fn opt_out(person: &str) -> Delivery {
    let mut message = Message::default();
    message.recipient = person.into();
    delivery(EventType::OptOut, Payload::OptOut(OptOut::new(EventType::SmsInbound, message)))
}

fn delivery(event_type: EventType, payload: Payload) -> Delivery {
    Delivery::for_test(Event::new(event_type, jiff::Timestamp::now(), payload))
}

async fn inbox(store: &Arc<Memory>) -> Inbox {
    Inbox::on(store.clone()).answer_within(50 * MS).open().await.unwrap()
}

/// Workers that wait for nothing long.
fn hasty(inbox: &Inbox) -> WorkersBuilder {
    inbox.workers().back_off(MS, 5 * MS).look_every(Duration::ZERO).max_attempts(3)
}

/// Waits until something is so.
async fn until(inbox: &Inbox, so: impl Fn(Outcomes) -> bool) {
    let began = Instant::now();
    while !so(inbox.outcomes()) {
        assert!(began.elapsed() < Duration::from_secs(20), "not so: {:?}", inbox.outcomes());
        sleep(MS).await;
    }
}
