use std::time::Instant;

use kudosity_webhook_inbox::Inbox;
use kudosity_webhook_simulator::provider::Provider;

use super::checks;
use super::common::{ms, serve_on_postgres};

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_is_acknowledged_is_in_the_database() {
    let served = serve_on_postgres().await;
    let other = Inbox::postgres(served.place.url()).open().await.unwrap();
    checks::what_is_acknowledged_is_committed(&served, &other).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_repeat_is_acknowledged_whichever_registration_sends_it() {
    checks::a_repeat_is_no_second_row(&serve_on_postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn of_many_at_once_each_is_stored_once_although_half_are_repeats() {
    checks::of_many_at_once_each_is_stored_once(&serve_on_postgres().await).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_authentic_body_that_is_no_event_is_kept() {
    checks::what_is_no_event_is_kept(&serve_on_postgres().await, 200).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn while_it_is_stopped_a_delivery_is_answered_503_and_then_200() {
    let mut served = serve_on_postgres().await;
    let mut provider = Provider::seeded(4);
    assert_eq!(served.status(provider.link_hit().body()).await, 200);
    let body = provider.link_hit().body();
    served.place.stop().unwrap();
    for body in [body.clone(), checks::UNREADABLE.into()] {
        let began = Instant::now();
        let answer = served.deliver(body).await;
        assert_eq!(answer.status, 503);
        assert_eq!(answer.headers["retry-after"], "5");
        // Within 2 s by the inbox, and a moment for the way.
        assert!(began.elapsed() < ms(2_500), "{:?}", began.elapsed());
    }
    assert_eq!(served.inbox.outcomes().busy, 2);
    served.place.restart().unwrap();
    // The first may find a connection of before.
    let began = Instant::now();
    while served.status(body.clone()).await != 200 {
        assert!(began.elapsed() < ms(10_000), "{:?}", began.elapsed());
    }
    assert_eq!(served.inbox.depth().await.unwrap().waiting, 2);
}
