#![allow(clippy::print_stdout, reason = "a figure is printed")]

use std::time::Instant;

use super::store::{Place, Store};

/// How many opted out, and how many of a list are asked about.
const PERSONS: u32 = 100_000;

#[tokio::test]
#[ignore = "measures: see BENCHMARKS.md"]
async fn recipients_in_sqlite() {
    recipients::<super::sqlite::Sqlite>("SQLite").await;
}

#[cfg(feature = "postgres")]
#[tokio::test]
#[ignore = "measures: see BENCHMARKS.md"]
async fn recipients_in_postgres() {
    recipients::<super::postgres::Postgres>("PostgreSQL").await;
}

/// Half of the recipients opted out, and their numbers are written in several forms.
async fn recipients<P: Place>(kind: &str) {
    let store = Store::<P>::new().await;
    let list = store.inbox.opt_outs();
    let mut file = String::from("person,opted_out\n");
    for nth in 0..PERSONS {
        file += &format!("4477009{nth:05},2026-03-01T10:15:00Z\n");
    }
    let since = Instant::now();
    list.import(file.as_bytes()).await.unwrap();
    println!("{kind}: {:.0} lines a second imported", rate(since));
    let number = |nth| match nth % 4 {
        0 => format!("4477009{nth:05}"),
        1 => format!("+44 7700 8{nth:05}"),
        2 => format!("+44 (0) 7700-9{nth:05}"),
        _ => format!("tel:+447700.8{nth:05}"),
    };
    let recipients: Vec<String> = (0..PERSONS).map(number).collect();
    for _ in 0..5 {
        let mut recipients = recipients.clone();
        let since = Instant::now();
        let removed = list.retain_allowed(&mut recipients).await.unwrap();
        println!("{kind}: {:.0} recipients a second", rate(since));
        assert_eq!(removed, recipients.len());
    }
}

fn rate(since: Instant) -> f64 {
    f64::from(PERSONS) / since.elapsed().as_secs_f64()
}
