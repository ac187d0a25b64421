//! The program as it is run.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};

use private_postgres::Server;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_campaign")).args(arguments).output().unwrap()
}

#[test]
fn the_campaign_ends_with_what_the_provider_sent_in_a_file_of_choice() {
    let folder = tempfile::tempdir().unwrap();
    ends_with_what_the_provider_sent(folder.path().join("inbox.db").to_str().unwrap());
}

#[test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
fn the_campaign_ends_with_what_the_provider_sent_in_postgresql() {
    let server = Server::start().unwrap();
    ends_with_what_the_provider_sent(&server.url());
}

fn ends_with_what_the_provider_sent(database: &str) {
    let arguments = ["--recipients", "40", "--seed", "7", "--database", database];
    let ran = run(&arguments);
    assert!(ran.status.success(), "{ran:?}");
    let out = String::from_utf8(ran.stdout).unwrap();
    for shown in ["DELIVERED", "OPTED OUT", "The next campaign: ", "everything is as it must be"] {
        assert!(out.contains(shown), "{shown}: {out}");
    }
    assert!(!out.contains("614915"), "numbers are masked: {out}");

    // What is there already would be taken for what came of it.
    let again = run(&arguments);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8(again.stderr).unwrap().contains("--database takes an empty one"));
}

#[test]
fn what_is_wrong_with_the_options_is_said_by_their_names() {
    for (arguments, says) in [
        (&["--all"][..], "--help lists the options"),
        (&["--recipients"], "'--recipients'"),
        (&["--recipients", "many"], "--recipients takes a number"),
        (&["--seed=-1"], "--seed takes a number"),
        (
            &["--database", "/no/such/folder/inbox.db"],
            "--database cannot open /no/such/folder/inbox.db",
        ),
        (&["--database", "postgres://inbox:hidden@:port/"], "--database cannot open the URL"),
    ] {
        let ran = run(arguments);
        assert_eq!(ran.status.code(), Some(1), "{arguments:?}");
        let error = String::from_utf8(ran.stderr).unwrap();
        assert!(error.contains(says) && !error.contains("hidden"), "{error}");
    }
}
