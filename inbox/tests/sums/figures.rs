#![allow(clippy::print_stdout, reason = "a figure is printed")]

use std::time::Instant;

#[cfg(feature = "postgres")]
use super::postgres::Postgres;
use super::sqlite::Sqlite;
use super::store::{Place, Store};

/// How many opted out, and how many are in a list of recipients.
const PERSONS: u32 = 100_000;

#[tokio::test]
#[ignore = "measures: see BENCHMARKS.md"]
async fn recipients_in_sqlite() {
    look_up(&imported::<Sqlite>().await).await;
}

#[cfg(feature = "postgres")]
#[tokio::test]
#[ignore = "measures: see BENCHMARKS.md"]
async fn recipients_in_postgres() {
    let store = imported::<Postgres>().await;
    // By itself it does so within a minute; until then it reads the whole list each time.
    store.place.harm("ANALYZE").await;
    look_up(&store).await;
}

async fn imported<P: Place>() -> Store<P> {
    let store = Store::<P>::new().await;
    let mut file = String::from("person,opted_out\n");
    for nth in 0..PERSONS {
        file += &format!("4477009{nth:05},2026-03-01T10:15:00Z\n");
    }
    let since = Instant::now();
    store.inbox.opt_outs().import(file.as_bytes()).await.unwrap();
    println!("{:.0} lines a second imported", rate(since));
    store
}

/// Half of the recipients opted out, and their numbers are written in several forms.
async fn look_up<P: Place>(store: &Store<P>) {
    let number = |nth| match nth % 4 {
        0 => format!("4477009{nth:05}"),
        1 => format!("+44 7700 8{nth:05}"),
        2 => format!("+44 (0) 7700-9{nth:05}"),
        _ => format!("tel:+447700.8{nth:05}"),
    };
    let given: Vec<String> = (0..PERSONS).map(number).collect();
    let list = store.inbox.opt_outs();
    for _ in 0..5 {
        let mut recipients = given.clone();
        let since = Instant::now();
        let removed = list.retain_allowed(&mut recipients).await.unwrap();
        println!("{:.0} recipients a second looked up", rate(since));
        assert_eq!(removed, recipients.len());
    }
}

fn rate(since: Instant) -> f64 {
    f64::from(PERSONS) / since.elapsed().as_secs_f64()
}
