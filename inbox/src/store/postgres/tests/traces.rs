use sqlx::{Connection, Executor, PgConnection};

use super::super::link::Link;
use super::super::retention::scrub;
use super::*;

async fn forget_one(inbox: &Postgres) {
    inbox.insert(entry(1)).await.unwrap();
    let entry = claim(inbox, 1).await[0].lease.id;
    inbox.forget(vec![entry], now()).await.unwrap();
}

async fn told(inbox: &Postgres) -> String {
    inbox.scrub().await.unwrap_err().to_string()
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn traces_that_somebody_may_still_read_are_told() {
    let (server, inbox) = opened();
    inbox.words().await.unwrap();
    let mut other = PgConnection::connect(&server.url()).await.unwrap();
    let mut reading = other.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await.unwrap();
    reading.execute("SELECT FROM kudosity_inbox.entry").await.unwrap();
    forget_one(&inbox).await;
    let told = told(&inbox).await;
    assert!(told.contains("may still read"), "{told}");
    reading.rollback().await.unwrap();
    inbox.scrub().await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn traces_in_the_tables_of_another_user_are_told() {
    let (server, inbox) = opened();
    inbox.words().await.unwrap();
    let modest = modest(&server);
    forget_one(&modest).await;
    let told = told(&modest).await;
    assert!(told.contains("belong to another user"), "{told}");
    inbox.scrub().await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_index_that_was_left_half_built_goes() {
    let (server, inbox) = opened();
    forget_one(&inbox).await;
    for sql in [
        "CREATE INDEX consent_pkey_ccnew ON kudosity_inbox.consent (between_them)",
        "UPDATE pg_index SET indisvalid = false \
         WHERE indexrelid = 'kudosity_inbox.consent_pkey_ccnew'::regclass",
    ] {
        server.ask(sql).unwrap();
    }
    inbox.scrub().await.unwrap();
    let indexes =
        "SELECT count(*) FROM pg_index WHERE indrelid = 'kudosity_inbox.consent'::regclass";
    assert_eq!(server.ask(indexes).unwrap(), "2");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_table_that_is_locked_is_not_waited_for_without_end() {
    let (server, inbox) = opened();
    forget_one(&inbox).await;
    let mut other = PgConnection::connect(&server.url()).await.unwrap();
    let mut locked = other.begin().await.unwrap();
    let lock = "LOCK TABLE kudosity_inbox.entry IN SHARE UPDATE EXCLUSIVE MODE";
    locked.execute(lock).await.unwrap();
    let told = told(&inbox).await;
    assert!(told.contains("lock timeout"), "{told}");
    locked.rollback().await.unwrap();
    inbox.scrub().await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn who_stops_while_reading_is_not_waited_for_without_end() {
    let (server, inbox) = opened();
    forget_one(&inbox).await;
    let mut other = PgConnection::connect(&server.url()).await.unwrap();
    let mut reading = other.begin().await.unwrap();
    let reads = "DECLARE reader CURSOR FOR SELECT FROM kudosity_inbox.entry; FETCH reader";
    reading.execute(reads).await.unwrap();
    let (apart, limit) = (Link::to(&server.url(), 1, false).unwrap(), Duration::from_secs(2));
    let asked = Instant::now();
    let kept = scrub(&apart.apart(), limit).await.unwrap_err().to_string();
    assert!(kept.contains("may still read"), "{kept}");
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    let ended =
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'VACUUM%' AND state = 'active'";
    while server.ask(ended).unwrap() != "0" {
        assert!(asked.elapsed() < Duration::from_secs(20), "the server goes on with it");
        sleep(Duration::from_millis(50)).await;
    }
    reading.rollback().await.unwrap();
    inbox.scrub().await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn deliveries_meanwhile_are_no_reason_to_keep_traces() {
    let (_server, inbox) = opened();
    inbox.words().await.unwrap();
    let delivering = {
        let inbox = Arc::clone(&inbox);
        tokio::spawn(async move {
            for number in 2.. {
                inbox.insert(entry(number)).await.unwrap();
            }
        })
    };
    for _ in 0..5 {
        inbox.scrub().await.unwrap();
    }
    assert!(!delivering.is_finished());
    delivering.abort();
}
