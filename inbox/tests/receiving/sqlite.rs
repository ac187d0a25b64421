use std::time::Instant;

use kudosity_webhook_axum::{Delivery, Sink};
use kudosity_webhook_inbox::{Inbox, InboxBuilder, Replayed, State};
use kudosity_webhook_simulator::provider::Provider;
use rusqlite::Connection;

use super::checks::{self, UNREADABLE};
use super::common::{Served, ms, serve, serve_as};

async fn ids(inbox: &Inbox, state: State) -> Vec<u64> {
    inbox.list(state, 0, 1_000).await.unwrap().iter().map(|entry| entry.id).collect()
}

#[tokio::test]
async fn what_is_acknowledged_is_in_the_file() {
    let served = serve().await;
    // As another process sees it.
    let other = Inbox::sqlite(served.database()).open().await.unwrap();
    checks::what_is_acknowledged_is_committed(&served, &other).await;
}

#[tokio::test]
async fn a_repeat_is_acknowledged_whichever_registration_sends_it() {
    checks::a_repeat_is_no_second_row(&serve().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_each_is_stored_once_although_half_are_repeats() {
    checks::of_many_at_once_each_is_stored_once(&serve().await).await;
}

#[tokio::test]
async fn an_authentic_body_that_is_no_event_is_kept_whatever_is_answered() {
    for (acknowledge, status) in [(true, 200), (false, 422)] {
        let settings = move |inbox: InboxBuilder| inbox.acknowledge_unreadable(acknowledge);
        let served = serve_as(settings, |receiver| receiver).await;
        checks::what_is_no_event_is_kept(&served, status).await;
    }
}

#[tokio::test]
async fn what_cannot_be_stored_in_time_is_answered_503_and_then_200() {
    let served = serve_as(|inbox| inbox.answer_within(ms(200)), |receiver| receiver).await;
    let body = Provider::seeded(4).link_hit().body();
    let other = Connection::open(served.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    for body in [body.clone(), UNREADABLE.into()] {
        let began = Instant::now();
        let answer = served.deliver(body).await;
        assert_eq!(answer.status, 503);
        assert_eq!(answer.headers["retry-after"], "5");
        assert!(began.elapsed() < ms(2_000), "{:?}", began.elapsed());
    }
    assert_eq!(served.inbox.outcomes().busy, 2);
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(served.status(body).await, 200);
    assert_eq!(served.inbox.depth().await.unwrap().waiting, 1);
}

/// A receiver that takes fewer values than are read by default stands for a version that reads less.
async fn served_by_a_version_that_reads_less() -> Served {
    serve_as(|inbox| inbox, |receiver| receiver.max_values(2)).await
}

#[tokio::test]
async fn what_a_later_version_reads_is_taken_out_of_quarantine() {
    let served = served_by_a_version_that_reads_less().await;
    let event = Provider::seeded(5).opt_out().person("61491570157");
    assert_eq!(served.status(event.body()).await, 200);
    assert_eq!(ids(&served.inbox, State::Quarantined).await, [1]);
    assert!(!served.inbox.opt_outs().is_opted_out("61491570157").await.unwrap());

    assert_eq!(served.inbox.replay(1).await.unwrap(), Replayed::Waiting);
    assert!(served.inbox.opt_outs().is_opted_out("61491570157").await.unwrap());
    assert_eq!(served.inbox.depth().await.unwrap().waiting_opt_outs, 1);
    assert_eq!(served.inbox.replay(1).await.unwrap(), Replayed::WaitsAlready);
    assert_eq!(served.inbox.replay(7).await.unwrap(), Replayed::NotThere);
}

#[tokio::test]
async fn a_body_of_more_values_than_a_receiver_takes_by_default_is_worked_by_hand() {
    let served = serve().await;
    let body =
        String::from_utf8(Provider::seeded(5).opt_out().person("61491570157").body().to_vec())
            .unwrap();
    let zeros = vec!["0"; 20_000].join(",");
    let body = body.replacen('{', &format!("{{\"more\":[{zeros}],"), 1);
    assert_eq!(served.status(body).await, 200);
    assert_eq!(ids(&served.inbox, State::Quarantined).await, [1]);
    assert_eq!(served.inbox.replay(1).await.unwrap(), Replayed::Waiting);
    assert!(served.inbox.opt_outs().is_opted_out("61491570157").await.unwrap());
}

#[tokio::test]
async fn what_came_again_and_was_read_is_a_repeat_in_quarantine() {
    let served = served_by_a_version_that_reads_less().await;
    let event = Provider::seeded(5).opt_out();
    assert_eq!(served.status(event.body()).await, 200);
    // As a later version takes it.
    served.inbox.deliver(Delivery::for_test(event.event())).await.unwrap();
    assert_eq!(served.inbox.replay(1).await.unwrap(), Replayed::Repeat);
    assert_eq!(ids(&served.inbox, State::Done).await, [1]);
    assert_eq!(ids(&served.inbox, State::Waiting).await, [2]);
}

#[tokio::test]
async fn a_forged_delivery_is_not_stored() {
    let served = serve_as(|inbox| inbox, |receiver| receiver.only_webhooks(["w-1"]).unwrap()).await;
    let foreign = Provider::seeded(6).opt_out();
    assert_eq!(served.status(foreign.body()).await, 403);
    assert_eq!(served.inbox.depth().await.unwrap(), Default::default());
}
