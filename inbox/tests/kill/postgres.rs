use kudosity_webhook_inbox::Inbox;
use private_postgres::Server;

use super::server::{Place, serve};
use super::siege::Siege;
use super::{kills_or, ms, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is a process of its own, which the tests beside it start and kill"]
async fn the_server_that_is_killed() {
    let Some(place) = Place::told() else { return };
    let inbox = Inbox::postgres(&place.database);
    serve(place, inbox).await;
}

/// Two servers that receive and work together.
struct Two {
    postgres: Server,
    siege: Siege,
    _directory: tempfile::TempDir,
}

impl Two {
    fn begin() -> Self {
        let (postgres, directory) = (Server::start().unwrap(), tempfile::tempdir().unwrap());
        let place = |name| Place::new(directory.path().join(name), postgres.url());
        let places = vec![place("one"), place("other")];
        let siege = Siege::begin("postgres::the_server_that_is_killed", places);
        Self { postgres, siege, _directory: directory }
    }

    async fn judge(self) {
        self.siege.judge(Inbox::postgres(self.postgres.url())).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_was_acknowledged_is_worked_however_often_one_of_two_processes_is_killed() {
    let mut two = Two::begin();
    two.siege.kill(kills_or(20), ms(400)).await;
    two.judge().await;
}

/// Without a kill, none is worked again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn two_processes_that_receive_and_work_together_work_each_event_once() {
    let two = Two::begin();
    let enough = || async { two.siege.deliveries.acknowledged() > 3_000 };
    until("enough is acknowledged", enough).await;
    two.judge().await;
}
