//! What a sink answers.

use std::time::Duration;

use kudosity_webhook_warp::{
    Busy, Delivery, Disposition, RejectionKind, Sink, Unreadable, webhook_to,
};
use serde_json::json;
use warp::Filter;

use crate::wire::{TARGET, opt_out, post, receiver, serve};

/// Keeps what is not an event, and is busy for the rest.
struct Keeping;

impl Sink for Keeping {
    async fn deliver(&self, _: Delivery) -> Result<(), Busy> {
        Err(Busy { retry_after: Duration::from_millis(1500) })
    }

    async fn unreadable(&self, unreadable: Unreadable) -> Result<Disposition, Busy> {
        assert!(matches!(unreadable.rejection.kind(), RejectionKind::NotAnEvent(_)));
        assert_eq!(unreadable.body, "{}");
        Ok(Disposition::Kept)
    }
}

#[tokio::test]
async fn a_sink_may_be_busy_and_may_keep_what_is_no_event() {
    let path = warp::path!("webhooks" / "kudosity");
    let keeping = serve(path.and(webhook_to(receiver(), Keeping))).await;
    for (target, body, expected) in
        [(TARGET, opt_out(), 503), (TARGET, json!({}), 200), ("/webhooks/kudosity", json!({}), 403)]
    {
        let answer = post(keeping, target, body).await;
        assert_eq!(answer.status, expected);
        assert_eq!(answer.body.is_empty(), expected == 200);
        assert_eq!(answer.header("retry-after"), (expected == 503).then_some("2"));
    }
}
