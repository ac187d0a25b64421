use sqlx::{Connection, Executor, PgConnection};

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
