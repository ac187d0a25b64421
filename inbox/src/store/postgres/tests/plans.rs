use std::collections::HashSet;

use kudosity_webhook::event::{MessageStatus, Receipt};
use serde_json::Value;

use super::*;
use crate::entry::{OptedOut, Pair};
use crate::store::{Anew, Consent, Kept, State};

/// Fills the store: 200,000 entries, of each state some, most of them done.
const FILL: &str = "INSERT INTO kudosity_inbox.entry (fingerprint, lane, state, due, lease, received_at, \
         ended_at, authenticated_by, body) \
     SELECT sha256(n::text::bytea), (n % 50 <> 0)::int, state, CASE state WHEN 0 THEN n END, \
         CASE WHEN state = 0 AND n % 4000 = 0 THEN n END, n, \
         CASE WHEN state IN (1, 2) THEN n END, 'a', \
         CASE WHEN state = 1 AND n % 3 = 0 THEN NULL ELSE convert_to(repeat('b', 300), 'UTF8') END \
     FROM (SELECT n, CASE WHEN n % 4 = 0 THEN 0 WHEN n % 1000 = 1 THEN 2 WHEN n % 1000 = 2 THEN 3 \
         ELSE 1 END AS state FROM generate_series(1, 200000) AS n) AS numbered";

const FILL_SUMS: &str = "INSERT INTO kudosity_inbox.receipt \
         SELECT n, n, convert_to('message ' || n, 'UTF8'), 'SENT' FROM generate_series(1, 100000) AS n; \
     INSERT INTO kudosity_inbox.consent \
         SELECT sha256(n::text::bytea), n, NULL, convert_to((61491000000 + n)::text, 'UTF8'), '' \
         FROM generate_series(1, 100000) AS n";

/// Has the server log of every statement by which plan it ran, and how many rows each step read.
const TELL: &str = "ALTER DATABASE postgres SET session_preload_libraries = auto_explain; \
     ALTER DATABASE postgres SET auto_explain.log_min_duration = 0; \
     ALTER DATABASE postgres SET auto_explain.log_analyze = on; \
     ALTER DATABASE postgres SET auto_explain.log_timing = off; \
     ALTER DATABASE postgres SET auto_explain.log_format = json; \
     ALTER DATABASE postgres SET plan_cache_mode =";

/// No step may read more rows than this: the most that is asked for at once, and some.
const ROWS: f64 = 2_500.0;

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn no_statement_reads_a_whole_table() {
    let (server, inbox) = opened();
    inbox.words().await.unwrap();
    for statement in [FILL, FILL_SUMS, "VACUUM ANALYZE"] {
        server.ask(statement).unwrap();
    }
    // Both what is planned for the values that are given, and what for any.
    for (round, mode) in ["force_custom_plan", "force_generic_plan"].into_iter().enumerate() {
        server.ask(&format!("{TELL} {mode}")).unwrap();
        let before = server.log().unwrap().len();
        let inbox = Arc::new(Postgres::at(&server.url()).unwrap());
        take_in(&inbox, round as u64).await;
        work(&inbox).await;
        look(&inbox).await;
        remove(&inbox, round as u64).await;
        let plans = plans(&server.log().unwrap()[before..]);
        let seen = plans.iter().map(|(statement, _)| statement).collect::<HashSet<_>>().len();
        assert!(seen > 30, "{seen} statements");
        let refused: Vec<_> = plans.iter().filter_map(refused).collect();
        assert!(refused.is_empty(), "{mode}: {refused:#?}");
    }
}

async fn take_in(inbox: &Arc<Postgres>, round: u64) {
    let number = |number| (round + 1) * 1_000 + number;
    let between = Pair { person: "61491570006".to_owned(), account: "61491570156".to_owned() };
    let opt_out = Some(OptedOut { between, at: now() });
    let receipt = Some(Receipt::new("message 7", MessageStatus::Delivered, now()));
    let opt_out = Entry { lane: Lane::OptOuts, opt_out, ..entry(number(1)) };
    let receipt = Entry { receipt, ..entry(number(2)) };
    for entry in [opt_out, receipt] {
        assert_eq!(inbox.insert(entry.clone()).await.unwrap(), Inserted::New);
        assert_eq!(inbox.insert(entry).await.unwrap(), Inserted::Known);
    }
    let inserted = insert_all(inbox, number(100)..number(600)).await;
    assert!(inserted.iter().all(|inserted| matches!(inserted, Ok(Inserted::New))));
}

async fn work(inbox: &Arc<Postgres>) {
    let lease = SignedDuration::from_mins(1);
    let wanted =
        |opt_outs_only, unended| Claim { opt_outs_only, limit: 200, now: now(), lease, unended };
    assert!(!inbox.claim(wanted(false, Unended::Alone)).await.unwrap().is_empty());
    // What is stored is ahead of such a clock.
    let before = Claim { now: Timestamp::UNIX_EPOCH, ..wanted(false, Unended::Alone) };
    assert!(!inbox.claim(before).await.unwrap().is_empty());
    let opt_outs = wanted(true, Unended::PassedOver);
    let claimed = inbox.claim(opt_outs).await.unwrap();
    assert_eq!(claimed.len(), 200);
    let leases: Vec<Lease> = claimed.iter().map(|claimed| claimed.lease).collect();
    let renewed = inbox.renew(leases.clone(), now()).await.unwrap();
    assert!(renewed.iter().all(|held| *held));
    let problem = || "it is down".to_owned();
    let outcomes = [
        Settled::Done { at: now() },
        Settled::Retry { due: now(), problem: problem() },
        Settled::Parked { at: now(), problem: problem() },
        Settled::Released { due: now(), unended: true },
    ];
    for (lease, outcome) in leases.into_iter().zip(outcomes) {
        assert!(inbox.settle(lease, outcome).await.unwrap());
    }
}

async fn look(inbox: &Postgres) {
    for state in [State::Waiting, State::Done, State::Parked, State::Quarantined] {
        assert!(!inbox.list(state, 100_000, 50).await.unwrap().is_empty());
    }
    assert!(inbox.show(100_000).await.unwrap().is_some());
    assert_eq!(inbox.scan(100_000, 50).await.unwrap().len(), 50);
    assert!(inbox.depth().await.unwrap().waiting > 0);

    let persons = (0..2_000).map(|number| (61_491_000_000_u64 + 40 * number).to_string());
    assert!(inbox.consents_of(persons.collect()).await.unwrap().len() > 1_900);
    let after = Pair { person: "61491050000".to_owned(), account: String::new() };
    for after in [None, Some(after)] {
        assert_eq!(inbox.consents(after, 1_000).await.unwrap().len(), 1_000);
    }
    assert!(inbox.receipts_of("message 7".to_owned()).await.unwrap().len() > 1);
    for after in [None, Some("message 50000".to_owned())] {
        assert!(inbox.receipts(after, 500).await.unwrap().len() >= 500);
    }
    inbox.erasure_key().await.unwrap();
}

async fn remove(inbox: &Postgres, round: u64) {
    // A dead letter, and one in quarantine.
    let of = |id| id + 10_000 * (round + 1);
    assert_eq!(inbox.replay(of(1), None, now()).await.unwrap(), Anew::Waits);
    let read = entry((round + 1) * 1_000);
    assert_eq!(inbox.replay(of(2), Some(read.clone()), now()).await.unwrap(), Anew::Waits);
    assert_eq!(inbox.replay(of(1_002), Some(read), now()).await.unwrap(), Anew::Repeat);

    let since = |nanosecond: i128| Timestamp::from_nanosecond(nanosecond + 5_000).unwrap();
    let kept = Kept {
        bodies_since: since(10_000),
        fingerprints_since: since(0),
        problems_since: Some(since(10_000)),
        limit: 500,
    };
    while inbox.purge(kept).await.unwrap() > 0 {}
    inbox.forget((50_000..50_032).collect(), now()).await.unwrap();

    let person = |number: u64| (61_491_000_000 + number + 50 * round).to_string();
    let between = Pair { person: person(1), account: "61491570156".to_owned() };
    inbox.consent(vec![Consent { between, opted_out: None, opted_in: Some(now()) }]).await.unwrap();
    inbox.rename_person(person(2), "#5f3a".to_owned()).await.unwrap();
}

/// Each statement that was run, and by which plan.
fn plans(log: &str) -> Vec<(String, Value)> {
    let plan = |rest| {
        let json = serde_json::Deserializer::from_str(rest).into_iter::<Value>().next();
        let mut told = json.unwrap().unwrap();
        (told["Query Text"].as_str().unwrap().to_owned(), told["Plan"].take())
    };
    log.split("  plan:\n").skip(1).map(plan).collect()
}

/// A statement, and the step of it that reads too much.
fn refused((statement, plan): &(String, Value)) -> Option<(&str, String)> {
    // What is counted is read from an index that holds nothing else.
    let counts = statement.starts_with("SELECT count(*)");
    let step = too_much(plan).filter(|step| !counts || is(step, "Seq Scan"))?;
    Some((statement, step.to_string()))
}

/// The first step that reads too many rows of a table, or every one.
fn too_much(step: &Value) -> Option<&Value> {
    let number = |name: &str| step[name].as_f64().unwrap_or_default();
    let read = number("Actual Rows") + number("Rows Removed by Filter");
    let large = ["entry", "receipt", "consent"].iter().any(|table| step["Relation Name"] == *table);
    if large && (is(step, "Seq Scan") || read * number("Actual Loops") > ROWS) {
        return Some(step);
    }
    step["Plans"].as_array().into_iter().flatten().find_map(too_much)
}

fn is(step: &Value, node: &str) -> bool {
    step["Node Type"] == node
}
