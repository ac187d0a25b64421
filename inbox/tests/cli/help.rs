use std::path::Path;
use std::process::Command;
use std::{env, fs};

use super::tool::{ANNA, Database, PROGRAM, Ran};

const COMMANDS: [&[&str]; 12] = [
    &["list"],
    &["show"],
    &["export"],
    &["replay"],
    &["purge"],
    &["erase"],
    &["opt-outs"],
    &["opt-outs", "list"],
    &["opt-outs", "check"],
    &["opt-outs", "add"],
    &["opt-outs", "export"],
    &["opt-outs", "import"],
];

fn help(command: &[&str]) -> String {
    let ran = Ran::from(Command::new(PROGRAM).args(command).arg("--help").output().unwrap());
    ran.done().out
}

#[test]
fn every_help_documents_its_exit_codes() {
    for command in COMMANDS {
        let (name, above) = command.split_last().unwrap();
        assert!(help(above).contains(&format!("\n  {name}")), "{command:?}");
        let help = help(command);
        let (_, codes) = help.split_once("Exit codes:\n").unwrap();
        let codes: Vec<_> =
            codes.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert!(["0", "2", "3", "141"].iter().all(|code| codes.contains(code)), "{help}");
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
}

/// What each command can be told of how it prints.
#[test]
fn an_option_is_offered_where_it_means_something() {
    for command in COMMANDS {
        let help = help(command);
        let [json, reveal, towards] =
            ["--json", "--reveal", "--towards"].map(|option| help.contains(&format!(" {option}")));
        let expected = match command {
            ["list" | "show" | "erase"] => [true, true, false],
            ["replay" | "purge"] | [_, "import"] => [true, false, false],
            [_, "list" | "check" | "add"] => [true, true, true],
            _ => [false; 3],
        };
        let options = help.split_once("Examples:").unwrap().0;
        assert_eq!([json, reveal, towards], expected, "{options}");
    }
}

#[tokio::test]
async fn the_examples_of_the_help_run() {
    for command in COMMANDS.into_iter().chain([&[][..]]) {
        let help = help(command);
        let examples = help.lines().skip_while(|line| *line != "Examples:").skip(1);
        let examples: Vec<_> = examples.take_while(|line| !line.is_empty()).collect();
        assert!(examples.len() >= 2, "{command:?}");
        for example in examples {
            assert_runs(example).await;
        }
    }
}

/// Runs an example by a shell, in a directory with a database.
async fn assert_runs(example: &str) {
    let database = Database::filled().await;
    let list = format!("person,opted_out\n{ANNA},2026-03-01T10:15:00Z\n");
    fs::write(database.folder.path().join("opt-outs.csv"), list).unwrap();
    let programs = Path::new(PROGRAM).parent().unwrap().to_owned();
    let path = env::split_paths(&env::var_os("PATH").unwrap()).collect::<Vec<_>>();
    let path = env::join_paths([programs].into_iter().chain(path)).unwrap();
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", example]).current_dir(database.folder.path()).env("PATH", path);
    let ran = Ran::from(shell.output().unwrap());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{example}: {ran:?}");
}
