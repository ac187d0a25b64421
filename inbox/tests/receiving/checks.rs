use std::collections::BTreeSet;

use kudosity_webhook_axum::event::{Channel, Event};
use kudosity_webhook_inbox::{Inbox, Replayed, State};
use kudosity_webhook_simulator::provider::{Provider, Registration, wire_form};

use super::common::Served;

/// Authentic, and of a shape that no version reads.
pub(crate) const UNREADABLE: &str =
    r#"{"event_type": "SMS_STATUS", "timestamp": "2026-02-03T04:05:06Z"}"#;

/// By the time of the answer, another process sees it.
pub(crate) async fn what_is_acknowledged_is_committed<P>(served: &Served<P>, other: &Inbox) {
    let event = Provider::seeded(1).opt_out().person("61491570006");
    assert_eq!(served.status(event.body()).await, 200);
    let depth = other.depth().await.unwrap();
    assert_eq!((depth.waiting, depth.waiting_opt_outs), (1, 1));
    let shown = other.show(1).await.unwrap().unwrap();
    assert_eq!(shown.listed.state, State::Waiting);
    assert_eq!(shown.listed.event_type.as_deref(), Some("OPT_OUT"));
    assert_eq!(shown.body, Some(event.body()));
    assert_eq!(shown.authenticated_by, "secret 1 of 1");
    assert!(shown.traceparent.is_some());
    assert!(other.opt_outs().is_opted_out("+61 491 570 006").await.unwrap());
}

pub(crate) async fn a_repeat_is_no_second_row<P>(served: &Served<P>) {
    let event = Provider::seeded(2).inbound(Channel::Sms);
    let other = event.clone().registered_as(Registration::new("w-2", "another"));
    for body in [event.body(), other.body(), event.body(), event.unregistered().body()] {
        assert_eq!(served.status(body).await, 200);
    }
    let seen = served.inbox.outcomes();
    assert_eq!((seen.stored, seen.repeats), (1, 3));
    assert_eq!(served.inbox.depth().await.unwrap().waiting, 1);
}

/// Of 5,000 deliveries, half are repeats.
pub(crate) async fn of_many_at_once_each_is_stored_once<P>(served: &Served<P>) {
    let mut provider = Provider::seeded(3);
    let events: Vec<Event> = (0..2_500).map(|_| provider.any_event().event()).collect();
    let different: BTreeSet<_> =
        events.iter().map(|event| event.fingerprint().to_string()).collect();
    let senders: Vec<_> = (0..50)
        .map(|nth| {
            let sender = served.sender.clone();
            // Each event is sent by two, at about the same time.
            let own: Vec<Event> = events.iter().skip(nth / 2).step_by(25).cloned().collect();
            tokio::spawn(async move {
                for event in own {
                    assert!(sender.deliver(wire_form(&event), |_| {}).await.accepted());
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    let seen = served.inbox.outcomes();
    let different = different.len() as u64;
    assert_eq!((seen.stored, seen.stored + seen.repeats, seen.busy), (different, 5_000, 0));
    assert_eq!(served.inbox.depth().await.unwrap().waiting, different);
}

/// It is kept as it came, whatever is answered.
pub(crate) async fn what_is_no_event_is_kept<P>(served: &Served<P>, status: u16) {
    assert_eq!(served.status(UNREADABLE).await, status);
    assert_eq!(served.status(UNREADABLE).await, status, "a repeat too");
    let seen = served.inbox.outcomes();
    assert_eq!((seen.quarantined, seen.repeats), (1, 1));

    let shown = served.inbox.show(1).await.unwrap().unwrap();
    assert_eq!(shown.listed.state, State::Quarantined);
    assert_eq!(shown.body.as_deref(), Some(UNREADABLE.as_bytes()));
    let problem = shown.listed.problem.unwrap();
    assert!(problem.contains("/status"), "{problem}");

    assert!(matches!(served.inbox.replay(1).await.unwrap(), Replayed::Unreadable(_)));
    let kept = served.inbox.list(State::Quarantined, 0, 9).await.unwrap();
    assert_eq!(kept.iter().map(|entry| entry.id).collect::<Vec<_>>(), [1], "it stays");
}
