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
    database.run("replay 2 1 --yes").done();
    let waiting = database.run("list --json --state waiting").done();
    assert_eq!(known(&waiting).len(), 4);
    let replayed = database.run("replay 2 5 77");
    assert_eq!(replayed.code, 1);
    for reason in ["2: it waits already", "5: this version cannot read it", "77: there is no such"]
    {
        assert!(replayed.out.contains(reason), "{reason}: {}", replayed.out);
    }
    assert!(replayed.out.ends_with("0 wait to be worked, 3 do not\n"), "{}", replayed.out);
    let all = database.run("replay --state quarantined --yes");
    assert_eq!(all.code, 1);
}

#[tokio::test]
async fn what_has_no_body_any_more_is_not_replayed_and_that_is_said() {
    let database = Database::filled().await;
    database.run("purge --keep-bodies 0 --yes").done();
    let replayed = database.run("replay 1 --yes");
    assert_eq!(replayed.code, 1);
    assert!(replayed.out.starts_with("1: its body was purged or erased\n"), "{}", replayed.out);
}

#[tokio::test]
async fn what_is_to_be_replayed_is_named_or_a_state_is() {
    let database = Database::filled().await;
    for line in ["replay", "replay 2 --state parked", "replay --state waiting --yes"] {
        let ran = database.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}");
        assert!(ran.err.contains("--state"), "{}", ran.err);
    }
    assert!(!database.run("replay --state gone").err.contains("waiting"));
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
        ("purge --keep-problems 1".to_owned(), "quarantine are removed after 1 day, unworked"),
        ("replay 2 1".to_owned(), "1 was worked already: what that did will be done again"),
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
}

#[tokio::test]
async fn a_number_without_its_countrys_code_erases_nobody_unless_that_is_meant() {
    let database = Database::filled().await;
    database.quarantine_message(BEN, "call Anna: 0491 570 006", &["STOP"]).await;
    for number in ["0491570006", "0061491570006"] {
        let refused = database.run(&format!("erase {number} --yes"));
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
        for remedy in ["country's code", "--as-written"] {
            assert!(refused.err.contains(remedy), "{refused:?}");
        }
    }
    assert_eq!(
        database.run("erase 0491570006 --as-written --yes").done().out,
        "1 of 6 entries erased\n"
    );
    assert!(database.run("export").done().out.contains(ANNA));
}

#[tokio::test]
async fn a_number_of_days_is_told_from_what_is_none() {
    let database = Database::filled().await;
    for days in ["-1", "soon", "65536"] {
        let ran = database.run(&format!("purge --yes --keep-bodies {days}"));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{days}");
        assert!(ran.err.contains("from 0 to 65535"), "{}", ran.err);
    }
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
async fn a_reader_that_went_away_has_a_code_of_its_own() {
    let database = Database::filled().await;
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
