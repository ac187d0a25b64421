use kudosity_webhook_inbox::Inbox;

use super::server::{Place, serve};
use super::siege::Siege;
use super::{kills_or, ms};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is a process of its own, which the test beside it starts and kills"]
async fn the_server_that_is_killed() {
    let Some(place) = Place::told() else { return };
    let inbox = Inbox::sqlite(&place.database);
    serve(place, inbox).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_worked_however_often_the_process_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("inbox.db");
    let place = Place::new(directory.path().join("server"), file.to_str().unwrap());
    let mut siege = Siege::begin("sqlite::the_server_that_is_killed", vec![place]);
    siege.kill(kills_or(20), ms(400)).await;
    siege.judge(Inbox::sqlite(file)).await;
}
