//! What is logged says what happened, and nothing of what a person wrote or of whom it is about.

#![cfg(all(feature = "sqlite", feature = "tracing"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "../../core/tests/log/mod.rs"]
mod log;

use std::time::Duration;

use common::{ms, serve_as};
use kudosity_webhook_axum::event::Channel;
use kudosity_webhook_inbox::Failed;
use kudosity_webhook_simulator::provider::Provider;
use log::Log;
use rusqlite::Connection;

#[tokio::test]
async fn a_failure_is_logged_without_its_text_and_without_the_event() {
    let log = Log::default();
    let _listening = log.listen();
    let served = serve_as(|inbox| inbox.answer_within(ms(100)), |receiver| receiver).await;
    let workers = served.inbox.workers().start(|stored| async move {
        let message = stored.event.inbound().unwrap();
        let (from, text) = (message.sender.as_str(), message.message.as_deref().unwrap());
        Err(Failed::park(format!("{from} wrote {text}")))
    });
    let message = Provider::seeded(1).inbound(Channel::Sms).person("61491570006").text("moonlight");
    assert_eq!(served.status(message.body()).await, 200);
    served.until(|seen| seen.parked == 1).await;
    workers.drain(Duration::ZERO).await;

    let other = Connection::open(served.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(served.status(Provider::seeded(2).link_hit().body()).await, 503);

    let text = log.text();
    for told in ["event not worked, and a dead letter", "outcome=\"failed\"", "answered 503"] {
        assert!(text.contains(told), "{told} in {text}");
    }
    for personal in ["61491570006", "moonlight"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    let parked = served.inbox.show(1).await.unwrap().unwrap();
    assert_eq!(parked.listed.problem.as_deref(), Some("61491570006 wrote moonlight"));
    let shown = format!("{parked:?} {:?} {:?}", parked.listed, served.inbox);
    assert!(!shown.contains("61491570006") && !shown.contains("moonlight"), "{shown}");
}

#[tokio::test]
async fn a_type_that_is_not_known_is_in_no_line_of_an_attempt() {
    let served = serve_as(|inbox| inbox, |receiver| receiver).await;
    let log = Log::default();
    let _listening = log.listen();
    let workers = served.inbox.work(async |_| {
        tracing::info!("within the span");
        Err(Failed::park("no such type"))
    });
    let fax = Provider::seeded(1).inbound(Channel::Sms).event_type("61491570006\n\u{1b}[31mFAX");
    assert_eq!(served.status(fax.body()).await, 200);
    served.until(|seen| seen.parked == 1).await;
    workers.drain(Duration::ZERO).await;

    let text = log.text();
    assert!(text.contains("inbox{id=1 attempt=1 "), "{text}");
    assert!(text.contains(" event_type=\"unknown\"}: "), "{text}");
    assert!(!text.contains("61491570006") && !text.contains("FAX"), "{text}");
}
