use std::process::Command;

use kudosity_webhook_inbox::Inbox;
use kudosity_webhook_inbox::{Delivery, Sink};
use kudosity_webhook_simulator::provider::Provider;
use private_postgres::Server;

use super::tool::{ANNA, BEN, PROGRAM, Ran};

fn run(url: &str, line: &str) -> Ran {
    let mut command = Command::new(PROGRAM);
    command.args(line.split(' ')).env("KUDOSITY_INBOX_DATABASE", url).output().unwrap().into()
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn the_tool_does_the_same_in_postgresql() {
    let mut server = Server::start().unwrap();
    let url = server.url().replace("inbox@", "inbox:hidden@");
    let none = run(&url, "list");
    assert_eq!(none.code, 2, "{none:?}");
    assert!(none.err.contains("/postgres: there is no inbox"), "{none:?}");

    let inbox = Inbox::postgres(&url).open().await.unwrap();
    let mut provider = Provider::seeded(1).with_account_number("61491570158");
    for event in [provider.opt_out().person(ANNA).event(), provider.link_hit().person(BEN).event()]
    {
        inbox.deliver(Delivery::for_test(event)).await.unwrap();
    }
    assert_eq!(run(&url, "list --json").done().json().len(), 2);
    assert_eq!(run(&url, "export").done().json().len(), 2);
    assert_eq!(
        run(&url, "replay 1").out.lines().next(),
        Some("1: it waits already, or is being worked")
    );
    assert_eq!(run(&url, &format!("opt-outs check {ANNA}")).code, 1);
    assert_eq!(run(&url, "opt-outs list").done().out.lines().count(), 1);
    let erased = run(&url, &format!("erase {ANNA} --yes --json")).done();
    assert_eq!(
        (&erased.json()[0]["entries"], &erased.json()[0]["consent"]),
        (&1.into(), &true.into())
    );
    assert_eq!(run(&url, &format!("opt-outs check {ANNA}")).code, 1);
    assert_eq!(run(&url, "purge --yes").done().out, "0 entries changed\n");

    server.stop().unwrap();
    let stopped = run(&url, &format!("opt-outs check {BEN}"));
    assert_eq!((stopped.code, stopped.out.as_str()), (3, ""), "{stopped:?}");
    assert!(stopped.err.contains("postgres://127.0.0.1:"), "{stopped:?}");
    assert!(!stopped.err.contains("hidden"), "{stopped:?}");
}
