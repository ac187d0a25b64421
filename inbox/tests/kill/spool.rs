use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use kudosity_webhook_inbox::Inbox;
use private_postgres::Server;
use rusqlite::{Connection, OpenFlags};

use super::deliveries::Deliveries;
use super::server::{Place, serve};
use super::siege::{DELIVERIES_AT_ONCE, Siege};
use super::{kills_or, ms, random, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is a process of its own, which the test beside it starts and kills"]
async fn the_server_that_is_killed() {
    let Some(place) = Place::told() else { return };
    let inbox = Inbox::postgres(&place.database).spool(place.spool());
    serve(place, inbox).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_was_acknowledged_is_worked_though_postgresql_is_killed_too() {
    let (postgres, directory) = (Server::start().unwrap(), tempfile::tempdir().unwrap());
    let place = Place::new(directory.path().join("server"), postgres.url());
    let mut siege = Siege::begin("spool::the_server_that_is_killed", vec![place.clone()]);
    let deliveries = Arc::clone(&siege.deliveries);
    let kills = kills_or(10);
    let outages = tokio::task::spawn_blocking(move || fail(postgres, &deliveries, kills / 3 + 1));
    siege.kill(kills, ms(2_000)).await;
    let postgres = outages.await.unwrap();
    siege.all_is_acknowledged().await;
    until("the spool is empty", || async { is_empty(&place) }).await;
    siege.judge(Inbox::postgres(postgres.url())).await;
}

/// Has PostgreSQL fail so often, each time until something was acknowledged without it.
fn fail(mut postgres: Server, deliveries: &Deliveries, times: usize) -> Server {
    for time in 0..times {
        thread::sleep(ms(500 + random(2_000)));
        let ended = if time % 2 == 0 { postgres.kill() } else { postgres.stop() };
        ended.unwrap();
        let (before, began) = (deliveries.acknowledged(), Instant::now());
        // More than PostgreSQL had committed, and were not answered yet.
        while deliveries.acknowledged() <= before + DELIVERIES_AT_ONCE {
            assert!(began.elapsed() < Duration::from_secs(60), "without it, none is acknowledged");
            thread::sleep(ms(5));
        }
        thread::sleep(ms(random(1_000)));
        postgres.restart().unwrap();
    }
    println!("{times} times PostgreSQL was stopped or killed");
    postgres
}

/// Nothing is left in the file of what was put into it.
fn is_empty(place: &Place) -> bool {
    let spool = Connection::open_with_flags(place.spool(), OpenFlags::SQLITE_OPEN_READ_ONLY);
    let entries = "SELECT count(*) FROM entry";
    spool.unwrap().query_row(entries, [], |row| row.get::<_, i64>(0)).unwrap() == 0
}
