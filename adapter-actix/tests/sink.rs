//! A sink behind `webhook_to`.

mod common;

use std::time::Duration;

use actix_web::web::ServiceConfig;
use common::{PATH, Runs, URL, ask, event, post, receiver};
use kudosity_webhook_actix::{Busy, Delivery, Disposition, Sink, Unreadable, webhook_to};

const RETRY_AFTER: Busy = Busy { retry_after: Duration::from_secs(7) };

/// Counts what it takes.
struct Counting(Runs);

impl Sink for Counting {
    async fn deliver(&self, delivery: Delivery) -> Result<(), Busy> {
        assert_eq!(delivery.event.link_hit().map(|hit| hit.hits), Some(1));
        self.0.add();
        Ok(())
    }
}

/// Takes nothing now.
struct Full;

impl Sink for Full {
    async fn deliver(&self, _: Delivery) -> Result<(), Busy> {
        Err(RETRY_AFTER)
    }

    async fn unreadable(&self, _: Unreadable) -> Result<Disposition, Busy> {
        Err(RETRY_AFTER)
    }
}

/// Keeps bodies that are no events.
struct Keeping(Runs);

impl Sink for Keeping {
    async fn deliver(&self, _: Delivery) -> Result<(), Busy> {
        Ok(())
    }

    async fn unreadable(&self, unreadable: Unreadable) -> Result<Disposition, Busy> {
        assert_eq!(unreadable.body, "{}");
        self.0.add();
        Ok(Disposition::Kept)
    }
}

fn mount(sink: impl Sink) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config.service(webhook_to(PATH, receiver(), sink));
    }
}

#[actix_web::test]
async fn what_a_sink_took_is_acknowledged() {
    let taken = Runs::default();
    for size in [0, 3 * 1024 * 1024] {
        let answer = ask(mount(Counting(taken.clone())), post(URL, event(size))).await;
        assert_eq!((answer.status, answer.text()), (200, ""));
        assert_eq!(answer.headers, []);
    }
    assert_eq!(taken.count(), 2);
}

#[actix_web::test]
async fn a_busy_sink_is_to_be_asked_again() {
    for body in [event(0), "{}".to_owned()] {
        let answer = ask(mount(Full), post(URL, body)).await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("7")));
    }
}

#[actix_web::test]
async fn a_sink_may_keep_what_is_no_event() {
    let kept = Runs::default();
    let answer = ask(mount(Keeping(kept.clone())), post(URL, "{}")).await;
    assert_eq!((answer.status, kept.count()), (200, 1));
    // Unless it does, its rejection is answered.
    let answer = ask(mount(Counting(kept.clone())), post(URL, "{}")).await;
    assert_eq!((answer.status, kept.count()), (422, 1));
    // It never sees what is not authentic.
    let answer = ask(mount(Keeping(kept.clone())), post(PATH, "{}")).await;
    assert_eq!((answer.status, kept.count()), (403, 1));
}
