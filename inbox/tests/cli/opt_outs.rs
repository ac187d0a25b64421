use std::fs;

use kudosity_webhook_inbox::Inbox;
use kudosity_webhook_inbox::{Delivery, Sink};
use kudosity_webhook_simulator::provider::Provider;

use super::tool::{ANNA, BEN, Database};

#[tokio::test]
async fn who_opted_out_is_told_by_the_exit_code_and_masked() {
    let database = Database::filled().await;
    let anna = database.run("opt-outs check +61491570006");
    assert_eq!((anna.code, anna.out.as_str()), (1, "…006 opted out\n"));
    let ben = database.run(&format!("opt-outs check {BEN}")).done();
    assert_eq!(ben.out, "…156 may be written to\n");
    let revealed = database.run_on(&format!("{ANNA}\n"), "opt-outs check - --reveal --json");
    assert_eq!(revealed.json()[0]["person"], ANNA);
    assert_eq!(revealed.json()[0]["opted_out"], true);
    let other = database.run(&format!("opt-outs check {ANNA} --towards 61491570159")).done();
    assert_eq!(other.out, "…006 may be written to\n");
    for no_number in ["", "0491570006", "0491 570 006", "0061491570006", "Anna"] {
        let refused = database.run_on(&format!("{no_number}\n"), "opt-outs check -");
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{no_number}");
        for says in ["country's code", "is not known: do not write"] {
            assert!(refused.err.contains(says), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn who_says_so_upon_a_call_is_added() {
    let database = Database::filled().await;
    let added = database.run(&format!("opt-outs add {BEN} --towards 61491570158")).done();
    assert_eq!(added.out, "…156 opted out\n");
    assert_eq!(database.run(&format!("opt-outs check {BEN}")).code, 1);
    database.run(&format!("opt-outs check {BEN} --towards 61491570159")).done();
    for wrong in ["0491570157", "61491570157 --towards 0491570158"] {
        let refused = database.run(&format!("opt-outs add {wrong}"));
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
        assert!(refused.err.contains("country's code"), "{refused:?}");
    }
    database.run("opt-outs check 61491570157").done();
}

#[tokio::test]
async fn the_list_goes_out_and_in() {
    let database = Database::filled().await;
    let listed = database.run("opt-outs list").done().out;
    assert!(listed.contains("…006") && listed.contains("61491570158"), "{listed}");
    assert!(!listed.contains(ANNA));
    let csv = database.run("opt-outs export").done().out;
    assert!(
        csv.starts_with("person,account,opted_out,opted_in\n61491570006,61491570158,"),
        "{csv}"
    );

    let json = database.run("opt-outs export --json");
    assert_eq!((json.code, json.out.as_str()), (2, ""), "{json:?}");

    let more = format!("person,opted_out\n{BEN},2026-03-01T10:15:00Z\n");
    fs::write(database.folder.path().join("more.csv"), more).unwrap();
    let taken = database.run("opt-outs import more.csv").done();
    assert_eq!(taken.out, "1 line taken in\n");
    assert_eq!(database.run(&format!("opt-outs check {BEN}")).code, 1);
    assert_eq!(database.run_on(&csv, "opt-outs import -").done().out, "1 line taken in\n");
    assert_eq!(database.run("opt-outs list --json").done().json().len(), 2);

    let wrong = database.run_on("person,opted_out\n61491570006,soon\n", "opt-outs import -");
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.starts_with("error: standard input: line 2: ") && !wrong.err.contains(ANNA),
        "{wrong:?}"
    );
    let missing = database.run("opt-outs import none.csv");
    assert!(missing.code == 2 && missing.err.contains("none.csv"), "{missing:?}");
}

#[tokio::test]
async fn where_the_store_fails_nobody_may_be_written_to() {
    let database = Database::filled().await;
    let connection = rusqlite::Connection::open(database.path()).unwrap();
    connection.execute_batch("DROP TABLE consent").unwrap();
    let checked = database.run(&format!("opt-outs check {BEN}"));
    assert_eq!((checked.code, checked.out.as_str()), (3, ""));
    assert_eq!(database.run("opt-outs export").code, 3);
}

#[tokio::test]
async fn the_list_is_of_one_account_where_that_is_asked_and_a_file_is_of_all() {
    let database = Database::filled().await;
    let listed =
        |account: &str| database.run(&format!("opt-outs list --towards {account}")).done().out;
    assert_eq!(listed("61491570158").lines().count(), 1);
    assert_eq!(listed("61491570159"), "");
    // No account's number: nobody is left out.
    assert_eq!(listed("0491570159").lines().count(), 1);
    for command in ["export", "import -"] {
        let file = format!("person,opted_out\n{BEN},2026-03-01T10:15:00Z\n");
        let line = format!("opt-outs {command} --towards 61491570158");
        let refused = database.run_on(&file, &line);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
        assert!(refused.err.contains("column `account`"), "{refused:?}");
    }
    database.run(&format!("opt-outs check {BEN}")).done();
}

#[tokio::test]
async fn who_is_known_by_no_number_is_marked_in_the_list_as_in_the_file() {
    let database = Database::filled().await;
    let inbox = Inbox::sqlite(database.path()).open().await.unwrap();
    let opt_out = Provider::seeded(4).opt_out().person("0491 570 156");
    inbox.deliver(Delivery::for_test(opt_out.event())).await.unwrap();
    let csv = database.run("opt-outs export").done().out;
    assert!(csv.contains("\n?0491570156,"), "{csv}");
    let revealed = database.run("opt-outs list --reveal").done().out;
    assert!(revealed.contains("?0491570156 ") && revealed.contains(ANNA), "{revealed}");
    assert!(!revealed.contains(&format!("?{ANNA}")), "{revealed}");
    let masked = database.run("opt-outs list --json").done().json();
    assert!(masked.iter().any(|person| person["person"] == "?…156"), "{masked:?}");
}

#[tokio::test]
async fn an_opt_out_in_the_future_is_taken_in_and_warned_of() {
    let database = Database::filled().await;
    let file = format!("person,opted_out\n{BEN},2999-01-01T00:00:00Z\n");
    let taken = database.run_on(&file, "opt-outs import - --json");
    assert_eq!((taken.code, &taken.json()[0]["in_future"]), (0, &1.into()), "{taken:?}");
    assert!(taken.err.starts_with("warning: standard input: 1 line has an opt-out"), "{taken:?}");
    assert_eq!(database.run(&format!("opt-outs check {BEN}")).code, 1);
}

#[tokio::test]
async fn a_quote_that_is_not_closed_is_told_of_by_the_line_and_the_file() {
    let database = Database::filled().await;
    let rest = format!("{BEN},2026-03-01T10:15:00Z\n").repeat(3_000);
    let file = format!("person,opted_out\n{BEN},2026-03-01T10:15:00Z\n\"{rest}");
    fs::write(database.folder.path().join("open.csv"), file).unwrap();
    let refused = database.run("opt-outs import open.csv");
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
    assert!(refused.err.starts_with("error: open.csv: line 3: "), "{refused:?}");
    assert!(refused.err.contains("quote"), "{refused:?}");
}
