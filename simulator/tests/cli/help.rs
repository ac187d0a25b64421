use std::process::Command;
use std::{env, fs};

use super::server::{Receiving, SECRET};
use super::tool::{PROGRAM, Ran, run};

const COMMANDS: [&str; 6] = ["send", "scenario", "load", "check", "inspect", "secret"];

/// The examples of a help text.
fn examples(help: &str) -> Vec<String> {
    let examples = help.lines().skip_while(|line| *line != "Examples:").skip(1);
    examples.take_while(|line| !line.is_empty()).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn every_help_documents_its_exit_codes() {
    let overall = run(["--help"]);
    assert_eq!(overall.code, 0);
    for command in COMMANDS {
        assert!(overall.out.contains(&format!("\n  {command}")), "{command}");
        for option in ["--help", "-h"] {
            let help = run([command, option]);
            assert_eq!(help.code, 0);
            let codes = help.out.split_once("Exit codes:\n").unwrap().1.lines();
            let codes: Vec<_> =
                codes.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect();
            let expected: &[&str] = match command {
                "secret" => &["0", "2"],
                "inspect" => &["0", "1", "2"],
                _ => &["0", "1", "2", "3", "130", "141"],
            };
            assert_eq!(codes, expected, "{command}");
            assert!(help.out.lines().all(|line| line.chars().count() <= 100), "{}", help.out);
        }
    }
}

#[test]
fn check_says_that_it_is_for_staging() {
    let help = run(["check", "--help"]).out;
    assert!(help.contains("MADE-UP EVENTS") && help.contains("not in production"), "{help}");
}

#[test]
fn the_examples_of_the_help_run() {
    let mut running = Vec::new();
    for command in ["", "send", "scenario", "load", "check", "inspect", "secret"] {
        let help = run(command.split_terminator(' ').chain(["--help"])).out;
        let examples = examples(&help);
        assert!(examples.len() >= 2, "{command}");
        running.extend(
            examples.into_iter().map(|example| std::thread::spawn(move || assert_runs(&example))),
        );
    }
    running.into_iter().for_each(|running| running.join().unwrap());
}

/// Runs an example by a shell, in a directory of its own, against a receiver of its own.
fn assert_runs(example: &str) {
    let receiving = Receiving::start();
    let (base, _) = receiving.url.split_once('?').unwrap();
    let line = example.replace("http://127.0.0.1:3000/webhooks/kudosity", base);
    assert!(line.starts_with("kudosity-webhook-simulator "), "{line}");

    let folder = tempfile::tempdir().unwrap();
    let body = include_str!("../../samples/opt_out.json");
    fs::write(folder.path().join("captured.json"), body).unwrap();
    let programs = std::path::Path::new(PROGRAM).parent().unwrap().to_owned();
    let path = env::split_paths(&env::var_os("PATH").unwrap()).collect::<Vec<_>>();
    let path = env::join_paths([programs].into_iter().chain(path)).unwrap();
    let ran = Ran::of(
        Command::new("sh")
            .args(["-c", &line])
            .current_dir(folder.path())
            .env("PATH", path)
            .env("SECRET", SECRET)
            .env("KUDOSITY_WEBHOOK_URL", &receiving.url),
    );
    assert_eq!(ran.code, 0, "{example}: {ran:?}");
}
