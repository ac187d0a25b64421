use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kudosity_webhook_inbox::Inbox;
use kudosity_webhook_simulator::provider::Provider;

use super::checks::{self, fill};
use super::common::{ms, serve_on_postgres};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_campaign_is_worked_each_event_once_and_adds_up() {
    checks::a_campaign_is_worked_each_event_once(&serve_on_postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn two_crews_slower_than_their_lease_work_each_event_once() {
    let served = serve_on_postgres().await;
    let other = Inbox::postgres(served.place.url()).open().await.unwrap();
    checks::two_crews_slower_than_their_lease_work_each_event_once(&served, &other).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn workers_wait_until_a_stopped_server_is_back() {
    let mut served = serve_on_postgres().await;
    fill(&served, &mut Provider::seeded(5), 20).await;
    served.place.stop().unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = runs.clone();
    let workers = served.inbox.work(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        async { Ok(()) }
    });
    served.until(|seen| seen.store_errors > 1).await;
    served.place.restart().unwrap();
    served.until(|seen| seen.done == 20).await;
    assert_eq!(runs.load(Ordering::Relaxed), 20);
    workers.drain(ms(100)).await;
}
