use std::sync::atomic::Ordering;

use super::*;
use crate::Inbox;
use crate::inbox::Counters;
use crate::store::{Memory, StoreError};

#[tokio::test]
async fn what_the_spool_does_shows_in_the_metrics() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let (remote, counters) = (Memory::new(), Arc::<Counters>::default());
    let local = Arc::new(Sqlite::open(&file, SHARE).await.unwrap());
    let (words, engine) = (OptOutWords::default(), Arc::clone(&remote) as _);
    let spool =
        Spool::open(engine, true, local, words, SHARE, Arc::clone(&counters)).await.unwrap();
    spool.insert(receipt(1)).await.unwrap();
    assert_eq!(counters.read(), crate::Outcomes::default());

    remote.fails.store(true, Ordering::Relaxed);
    for number in [2, 2, 3] {
        spool.insert(receipt(number)).await.unwrap();
    }
    assert_eq!(counters.read().spooled, 2, "a repeat is not stored");
    until("more errors are counted", || async { counters.read().store_errors > 1 }).await;

    *remote.takes.lock().unwrap() = Some(|entry| entry.body != receipt(2).body);
    remote.fails.store(false, Ordering::Relaxed);
    until("one is left", || async { spool.spooled().await.unwrap() == 1 }).await;
    assert_eq!(spool.depth().await.unwrap().waiting, 2);
    let errors = counters.read().store_errors;
    until("it shows", || async { counters.read().store_errors > errors + 1 }).await;
}

#[tokio::test]
async fn an_inbox_in_sqlite_is_refused_a_spool() {
    let folder = tempfile::tempdir().unwrap();
    let (inbox, spool) = (folder.path().join("inbox.db"), folder.path().join("spool.db"));
    let refused = Inbox::sqlite(&inbox).spool(&spool).open().await;
    assert!(matches!(refused, Err(StoreError::NoSpool)), "{refused:?}");
    assert!(!inbox.exists() && !spool.exists());
}

#[tokio::test]
async fn a_postgresql_that_is_not_up_is_waited_for_once() {
    let folder = tempfile::tempdir().unwrap();
    // Nobody listens there.
    let nowhere = "postgres://inbox@127.0.0.1:1/postgres?sslmode=disable";
    let asked = Instant::now();
    Inbox::postgres(nowhere).spool(folder.path().join("spool.db")).open().await.unwrap();
    // Twice would take 4 s.
    assert!(asked.elapsed() < Duration::from_millis(3_900), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn a_spool_and_an_inbox_are_not_taken_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let (inbox, spool) = (folder.path().join("inbox.db"), folder.path().join("spool.db"));
    // Nobody listens there.
    let spooled = || Inbox::postgres("postgres://inbox@127.0.0.1:1/postgres?sslmode=disable");
    for _ in ["they are made", "they are opened again"] {
        Inbox::sqlite(&inbox).open().await.unwrap();
        spooled().spool(&spool).open().await.unwrap();
    }
    for refused in [Inbox::sqlite(&spool).open().await, spooled().spool(&inbox).open().await] {
        assert!(matches!(refused, Err(StoreError::Foreign)), "{refused:?}");
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_postgresql_will_not_have_does_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _, file) = opened(folder.path());
    server.ask("CREATE ROLE guest LOGIN").unwrap();
    let url = server.url();
    for wrong in [
        url.replace("/postgres?", "/nowhere?"),
        url.replace("inbox@", "nobody@"),
        // It may not make the schema.
        url.replace("inbox@", "guest@"),
    ] {
        let refused = Inbox::postgres(&wrong).spool(&file).open().await;
        assert!(matches!(refused, Err(StoreError::Database(_))), "{wrong}: {refused:?}");
        assert!(!file.exists(), "{wrong}");
    }
    // A server that has no connection left may have one later.
    server.ask("ALTER DATABASE postgres CONNECTION LIMIT 0").unwrap();
    assert!(Inbox::postgres(url.replace("inbox@", "guest@")).spool(&file).open().await.is_ok());
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_is_moved_after_an_erasure_is_erased_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let (server, remote, file) = opened(folder.path());
    let away = Memory::new();
    away.fails.store(true, Ordering::Relaxed);
    spool(&away, &file).await.insert(opt_out(1)).await.unwrap();
    // It does not know of the file.
    let other = Inbox::postgres(server.url()).open().await.unwrap();
    assert_eq!(other.erase("61491570157", |_| {}).await.unwrap().entries, 0);
    let _moving = spool(&remote, &file).await;
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    assert_eq!(other.erase("61491570157", |_| {}).await.unwrap().entries, 1);
    assert!(other.opt_outs().is_opted_out("61491570157").await.unwrap());
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_inbox_that_may_not_be_upgraded_is_not_opened_with_a_file_either() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _, file) = opened(folder.path());
    for made in [
        "CREATE SCHEMA kudosity_inbox; CREATE ROLE modest LOGIN",
        include_str!("../../store/postgres/tests/written_by_1.sql"),
        "GRANT USAGE ON SCHEMA kudosity_inbox TO modest",
        "GRANT ALL ON ALL TABLES IN SCHEMA kudosity_inbox TO modest",
    ] {
        server.ask(made).unwrap();
    }
    let modest = server.url().replace("inbox@", "modest@");
    let open = || Inbox::postgres(&modest).spool(&file).opt_out_words(["ARRET"]).open();
    let refused = open().await;
    assert!(matches!(refused, Err(StoreError::Older { found: 1, known: 2 })), "{refused:?}");

    // Its owner upgrades it, and no application has opened it until that kept its words.
    let owner = Postgres::at(&server.url()).unwrap();
    assert_eq!(owner.words().await.unwrap(), None);
    let existing = || Inbox::postgres(&modest).open_existing();
    assert!(matches!(existing().await, Err(StoreError::NotThere)));
    open().await.unwrap();
    existing().await.unwrap();
    assert_eq!(owner.words().await.unwrap().as_deref(), Some("ARRET"));
}
