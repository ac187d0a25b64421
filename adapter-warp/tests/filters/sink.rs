//! What a sink answers.

use std::sync::Arc;
use std::time::Duration;

use kudosity_webhook_warp::{
    Busy, Delivery, Disposition, RejectionKind, Sink, Unreadable, webhook_to,
};
use serde_json::json;
use warp::Filter;

use crate::mounts::Counting;
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
async fn a_sink_answers_200_503_or_what_core_rejects() {
    let path = warp::path!("webhooks" / "kudosity");
    let accepting = serve(path.and(webhook_to(receiver(), Counting(Arc::default())))).await;
    let keeping = serve(path.and(webhook_to(receiver(), Keeping))).await;
    let cases = [
        (accepting, TARGET, opt_out(), 200),
        (accepting, TARGET, json!({}), 422),
        (accepting, "/webhooks/kudosity", opt_out(), 403),
        (keeping, TARGET, opt_out(), 503),
        (keeping, TARGET, json!({}), 200),
        (keeping, "/webhooks/kudosity", json!({}), 403),
    ];
    for (address, target, body, expected) in cases {
        let answer = post(address, target, body).await;
        assert_eq!(answer.status, expected);
        assert_eq!(answer.body.is_empty(), expected == 200);
        assert_eq!(answer.header("retry-after"), (expected == 503).then_some("2"));
    }
}
