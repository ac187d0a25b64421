use std::process::Command;

use kudosity_webhook_inbox::Inbox;
use kudosity_webhook_inbox::event::Channel;
use kudosity_webhook_inbox::{Delivery, Sink};
use kudosity_webhook_simulator::provider::Provider;

use super::tool::{ANNA, BEN, Database, PROGRAM, Ran};

/// What of each line of a list is the same in every run.
fn known(ran: &Ran) -> Vec<(u64, String)> {
    let entries = ran.json();
    let known = |entry: &serde_json::Value| {
        (entry["id"].as_u64().unwrap(), entry["state"].as_str().unwrap().to_owned())
    };
    entries.iter().map(known).collect()
}

fn entries(entries: &[(u64, &str)]) -> Vec<(u64, String)> {
    entries.iter().map(|(id, state)| (*id, (*state).to_owned())).collect()
}

#[tokio::test]
async fn a_list_shows_what_is_not_done_and_nothing_personal() {
    let database = Database::filled().await;
    let listed = database.run("list").done();
    assert_eq!(listed.out.lines().count(), 4);
    for word in ["OPT_OUT", "waiting", "SMS_INBOUND", "parked", "--reveal", "quarantined"] {
        assert!(listed.out.contains(word), "{word}: {}", listed.out);
    }
    let json = database.run("list --json").done();
    let expected = [(3, "waiting"), (4, "waiting"), (2, "parked"), (5, "quarantined")];
    assert_eq!(known(&json), entries(&expected));
    let done = database.run("list --json --state done").done();
    assert_eq!(known(&done), entries(&[(1, "done")]));
    for ran in [listed, json, done] {
        assert!(!ran.out.contains(ANNA) && !ran.out.contains(BEN), "{}", ran.out);
    }
    assert!(database.run("list --state parked --reveal").done().out.contains(ANNA));
}

#[tokio::test]
async fn a_terminal_obeys_no_type_that_came() {
    let database = Database::filled().await;
    let inbox = Inbox::sqlite(database.path()).open().await.unwrap();
    let fax =
        Provider::seeded(3).inbound(Channel::Sms).event_type("FAX\n\u{1b}[2J\u{9b}31m\u{202e}");
    inbox.deliver(Delivery::for_test(fax.event())).await.unwrap();
    for line in ["list", "show 6"] {
        let shown = database.run(line).done().out;
        assert!(shown.contains(r"\n\u{1b}[2J\u{9b}31m\u{202e}"), "{line}: {shown}");
        assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{line}: {shown}");
    }
}

#[tokio::test]
async fn an_entry_is_shown_without_and_with_its_body() {
    let database = Database::filled().await;
    let shown = database.run("show 2").done().out;
    assert!(shown.contains("from …006") && !shown.contains(ANNA), "{shown}");
    let body = database.run("show 2 --body").done().out;
    assert!(body.starts_with('{') && body.contains(ANNA), "{body}");
    let json = database.run("show 2 --body --json").done().json();
    assert_eq!(json[0]["body"].as_str().unwrap(), body);
    let missing = database.run("show 77");
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("list shows which"), "{missing:?}");
}

#[tokio::test]
async fn all_entries_are_exported_with_their_bodies() {
    let database = Database::filled().await;
    let exported = database.run("export").done().json();
    assert_eq!(exported.len(), 5);
    assert!(exported.iter().all(|entry| entry["body"].is_string()));
    let quarantine = database.run("export --state quarantined").done().json();
    assert!(quarantine[0]["body"].as_str().unwrap().contains(ANNA));
}

#[tokio::test]
async fn what_is_replayed_waits_again_and_the_rest_says_why_not() {
    let database = Database::filled().await;
    database.run("replay 2 1").done();
    let waiting = database.run("list --json --state waiting").done();
    assert_eq!(known(&waiting).len(), 4);
    let replayed = database.run("replay 2 5 77");
    assert_eq!(replayed.code, 1);
    assert!(replayed.out.contains("2: it is not there, waits already"), "{}", replayed.out);
    assert!(replayed.out.contains("5: this version cannot read it"), "{}", replayed.out);
    assert!(replayed.out.ends_with("0 wait to be worked, 3 do not\n"), "{}", replayed.out);
    let all = database.run("replay --state quarantined --yes");
    assert_eq!(all.code, 1);
}

#[tokio::test]
async fn what_is_named_twice_is_replayed_once() {
    let database = Database::filled().await;
    let replayed = database.run("replay 2 2 2").done();
    assert_eq!(replayed.out, "1 wait to be worked, 0 do not\n");
}

#[tokio::test]
async fn a_message_from_quarantine_opts_out_by_the_words_of_the_application() {
    for (words, code) in [(&["STOP"][..], 0), (&["STOP", "ARRET"], 1)] {
        let database = Database::filled().await;
        database.quarantine_message(BEN, "Arret", words).await;
        database.run("replay 6").done();
        assert_eq!(database.run(&format!("opt-outs check {BEN}")).code, code, "{words:?}");
    }
}

#[tokio::test]
async fn what_removes_something_wants_a_yes_and_says_what_it_would_do() {
    let database = Database::filled().await;
    for (line, says) in [
        (format!("erase {ANNA}"), "mentions …006 is removed for good"),
        ("purge --keep-bodies 0".to_owned(), "bodies are removed after 0 days"),
        ("replay --state done".to_owned(), "Every done entry will be worked anew"),
    ] {
        let ran = database.run(&line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}");
        assert!(ran.err.contains(says) && ran.err.contains("--yes"), "{}", ran.err);
    }
    let exported = database.run("export").done().json();
    assert!(exported.iter().all(|entry| entry["body"].is_string()));
}

#[tokio::test]
async fn a_purge_removes_the_bodies_of_what_was_worked() {
    let database = Database::filled().await;
    let none = database.run("purge --yes --json").done().json();
    assert_eq!(none[0]["changed"], 0);
    let some = database.run("purge --keep-bodies 0 --yes --json").done().json();
    assert_eq!(some[0]["changed"], 1);
    assert_eq!(database.run("show 1 --body").code, 1);
    database.run("show 2 --body").done();
}

#[tokio::test]
async fn an_erased_person_is_in_no_export_and_still_opted_out() {
    let database = Database::filled().await;
    let erased = database.run_on("+61 491 570 006\n", "erase - --yes --json").done();
    let counted = &erased.json()[0];
    assert_eq!((&counted["entries"], &counted["scanned"]), (&3.into(), &5.into()));
    assert!(!database.run("export").done().out.contains(ANNA));
    assert_eq!(database.run(&format!("opt-outs check {ANNA}")).code, 1);
    let listed = database.run("opt-outs list").done().out;
    assert!(listed.starts_with("erased "), "{listed}");
    let account = database.run("erase 61491570158 --yes");
    assert_eq!(account.code, 1, "{account:?}");
    assert_eq!(database.run("erase 12345 --yes").code, 2);
}

#[tokio::test]
async fn what_is_not_erased_is_refused_before_it_is_asked_about() {
    let database = Database::filled().await;
    for (number, code, says) in [
        ("", 2, "seven digits"),
        ("Anna", 2, "seven digits"),
        ("12345", 2, "seven digits"),
        ("61491570158", 1, "the account's own"),
    ] {
        let refused = database.run(&format!("erase {number}"));
        assert_eq!(refused.code, code, "{refused:?}");
        assert!(refused.err.contains(says) && !refused.err.contains("--yes"), "{refused:?}");
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_is_not_made() {
    let database = Database::filled().await;
    let file = |name: &str| database.folder.path().join(name);
    std::fs::write(file("empty.db"), "").unwrap();
    rusqlite::Connection::open(file("bare.db")).unwrap().execute_batch("VACUUM").unwrap();
    let bare = std::fs::read(file("bare.db")).unwrap();
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
        let mut command = Command::new(PROGRAM);
        let command = command.args(arguments).current_dir(database.folder.path());
        let ran = Ran::from(command.env_remove("KUDOSITY_INBOX_DATABASE").output().unwrap());
        assert_eq!(ran.code, code, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains(says) && !ran.err.contains("hidden"), "{}", ran.err);
    }
    assert!(!file("inbocks.db").exists());
    assert_eq!(std::fs::read(file("empty.db")).unwrap().len(), 0);
    assert!(std::fs::read(file("bare.db")).unwrap() == bare);
}

#[tokio::test]
async fn a_file_that_is_no_database_and_a_reader_that_went_away_have_codes_of_their_own() {
    let database = Database::filled().await;
    std::fs::write(database.folder.path().join("note.txt"), "no database at all").unwrap();
    assert_eq!(database.run("--database note.txt list").code, 3);
    for command in ["list", "export", "show 2", "show 2 --body", "opt-outs list", "opt-outs export"]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut program = Command::new(PROGRAM);
        program.args(command.split(' ')).env("KUDOSITY_INBOX_DATABASE", database.path());
        let ran = Ran::from(program.stdout(writer).output().unwrap());
        assert_eq!((ran.code, ran.err.as_str()), (141, ""), "{command}");
    }
}
