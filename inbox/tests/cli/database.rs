use std::fs;
use std::process::Command;

#[cfg(feature = "postgres")]
use kudosity_webhook_inbox::Inbox;
use rusqlite::Connection;

use super::tool::{Database, PROGRAM, Ran};

/// Runs the tool in the folder of a database that no variable names.
fn run(database: &Database, arguments: &[&str]) -> Ran {
    let mut command = Command::new(PROGRAM);
    let command = command.args(arguments).current_dir(database.folder.path());
    command.env_remove("KUDOSITY_INBOX_DATABASE").output().unwrap().into()
}

#[tokio::test]
async fn a_database_that_is_not_there_is_not_made() {
    let database = Database::filled().await;
    let file = |name: &str| database.folder.path().join(name);
    fs::write(file("empty.db"), "").unwrap();
    Connection::open(file("bare.db")).unwrap().execute_batch("VACUUM").unwrap();
    let bare = fs::read(file("bare.db")).unwrap();
    for (arguments, code, says) in [
        (&["list"][..], 2, "--database"),
        (&["--database", "empty.db", "list"], 2, "there is no inbox"),
        (&["--database", "bare.db", "purge", "--yes"], 2, "there is no inbox"),
        (&["--database", "inbocks.db", "list"], 2, "there is no inbox"),
        (&["--database", "inbocks.db", "erase", "61491570006"], 2, "there is no inbox"),
        (&["list", "--database", "nosql://user:hidden@host/"], 2, "URL"),
        (&["nosql://user:hidden@host/"], 2, "…"),
        (&["list", "--state", "gone"], 2, "waiting"),
        (&[], 2, "Usage"),
    ] {
        let ran = run(&database, arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains(says) && !ran.err.contains("hidden"), "{}", ran.err);
    }
    assert!(!file("inbocks.db").exists());
    assert_eq!(fs::read(file("empty.db")).unwrap().len(), 0);
    assert!(fs::read(file("bare.db")).unwrap() == bare);
}

#[tokio::test]
async fn a_file_that_is_no_inbox_is_named_and_left_as_it_is() {
    let database = Database::filled().await;
    let file = |name: &str| database.folder.path().join(name);
    fs::write(file("note.txt"), "no database at all").unwrap();
    fs::create_dir(file("folder")).unwrap();
    let of_others = Connection::open(file("others.db")).unwrap();
    of_others.execute_batch("CREATE TABLE address (name TEXT)").unwrap();
    for (name, says) in [
        ("note.txt", "is no SQLite file: name the file of the application's inbox"),
        ("folder", "cannot read folder: "),
        ("others.db", "others.db: that is a spool, or a database of something else"),
        ("gone/inbox.db", "gone/inbox.db: there is no inbox"),
    ] {
        let ran = run(&database, &["list", "--database", name]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.contains(says), "{ran:?}");
    }
    assert_eq!(fs::read(file("note.txt")).unwrap(), b"no database at all");
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn a_spool_is_no_inbox() {
    let database = Database::filled().await;
    let spool = database.folder.path().join("spool.db");
    let inbox = Inbox::postgres("postgres://inbox@127.0.0.1:1/inbox").spool(&spool);
    inbox.open().await.unwrap().close().await;
    let ran = run(&database, &["purge", "--yes", "--database", "spool.db"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.starts_with("error: spool.db: that is a spool"), "{ran:?}");
}

#[tokio::test]
async fn a_database_that_fails_is_named() {
    let database = Database::filled().await;
    let connection = Connection::open(database.path()).unwrap();
    connection.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let locked = run(&database, &["purge", "--yes", "--database", "inbox.db"]);
    assert_eq!(locked.code, 3, "{locked:?}");
    assert!(locked.err.starts_with("error: inbox.db: "), "{locked:?}");
    assert!(locked.err.contains("locked"), "{locked:?}");
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn a_url_that_cannot_be_read_is_refused_without_its_password() {
    let database = Database::filled().await;
    for (url, says) in [
        ("postgres://:::/x", "empty host"),
        ("postgres://inbox:hid#den@host/x", "invalid port"),
        ("postgres://inbox:hidden@host:port/x", "invalid port"),
        ("postgres://inbox:hidden@host/x?sslmode=unheard-of", "unheard-of"),
    ] {
        let ran = run(&database, &["list", "--database", url]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.contains(says) && ran.err.contains("postgres://user:"), "{ran:?}");
        assert!(!ran.err.contains("hid"), "{ran:?}");
    }
    let away = run(&database, &["list", "--database", "postgres://inbox:hidden@127.0.0.1:1/box"]);
    assert_eq!(away.code, 3, "{away:?}");
    assert!(away.err.starts_with("error: postgres://127.0.0.1:1/box: "), "{away:?}");
    assert!(!away.err.contains("hidden"), "{away:?}");
}
