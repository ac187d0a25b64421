use super::super::{claim, retention, settle};
use super::*;

/// Fills the store: 200,000 entries, of each state some, most of them done.
const FILL: &str = "INSERT INTO kudosity_inbox.entry (fingerprint, lane, state, due, lease, received_at, \
         ended_at, authenticated_by, body) \
     SELECT sha256(n::text::bytea), (n % 50 <> 0)::int, state, \
         CASE state WHEN 0 THEN n END, CASE state WHEN 0 THEN n END, n, \
         CASE WHEN state IN (1, 2) THEN n END, 'a', \
         CASE WHEN state = 1 AND n % 3 = 0 THEN NULL ELSE convert_to(repeat('b', 300), 'UTF8') END \
     FROM (SELECT n, CASE WHEN n % 4 = 0 THEN 0 WHEN n % 1000 = 1 THEN 2 WHEN n % 1000 = 2 THEN 3 \
         ELSE 1 END AS state FROM generate_series(1, 200000) AS n) AS numbered";

const FILL_SUMS: &str = "INSERT INTO kudosity_inbox.receipt \
         SELECT n, n, convert_to('message ' || n, 'UTF8'), 'SENT' FROM generate_series(1, 100000) AS n; \
     INSERT INTO kudosity_inbox.consent \
         SELECT sha256(n::text::bytea), n, NULL, convert_to('6149157' || n, 'UTF8'), '' \
         FROM generate_series(1, 100000) AS n";

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn every_statement_finds_its_rows_by_an_index() {
    let (server, inbox) = opened();
    inbox.reach().await.unwrap();
    for statement in [FILL, FILL_SUMS, "VACUUM ANALYZE"] {
        server.ask(statement).unwrap();
    }
    let lists: Vec<String> = (0..4)
        .map(|state| {
            format!(
                "SELECT id FROM kudosity_inbox.entry WHERE state = {state} AND id > $1 \
                 ORDER BY id LIMIT $2"
            )
        })
        .collect();
    let receipts = "SELECT status FROM kudosity_inbox.receipt \
         WHERE substring(message_id FOR 256) = substring($1::bytea FOR 256) AND message_id = $1";
    for (statement, types, values, index) in [
        (claim::DUE, "smallint, bigint, bigint, boolean", "1, 200001, 200, true", "entry_waiting"),
        (claim::LEASE, "bigint[], bigint", "'{4,8}', 9", "entry_pkey"),
        (
            settle::SETTLE,
            "bigint[], bigint[], smallint[], bigint[], bigint[], bytea[], int[]",
            "'{4,8}', '{4,8}', '{1,1}', '{5,5}', '{5,5}', '{a,b}', '{0,0}'",
            "entry_pkey",
        ),
        (retention::DONE, "bigint, bigint", "5000, 100", "entry_done_without"),
        (retention::DONE_WITH_BODY, "bigint, bigint", "5000, 100", "entry_done_with_body"),
        (retention::REMOVE, "bigint[]", "'{4,8}'", "entry_pkey"),
        (retention::REMOVE, "bigint[]", "'{4,8}'", "receipt_pkey"),
        (retention::PARKED, "bigint, bigint", "5000, 100", "entry_parked"),
        (retention::QUARANTINED, "bigint, bigint", "5000, 100", "entry_quarantined"),
        (&lists[2], "bigint, bigint", "1, 50", "entry_parked"),
        (&lists[3], "bigint, bigint", "1, 50", "entry_quarantined"),
        (&lists[1], "bigint, bigint", "1, 50", "entry_pkey"),
        (receipts, "bytea", "'message 7'", "receipt_by_message"),
    ] {
        // Both what is planned for these values, and what for any.
        for mode in ["force_custom_plan", "force_generic_plan"] {
            let plan = server.ask(&format!(
                "SET plan_cache_mode = {mode}; PREPARE it ({types}) AS {statement}; \
                 EXPLAIN (COSTS OFF) EXECUTE it ({values})"
            ));
            let plan = plan.unwrap();
            assert!(plan.contains(index), "{mode}: {statement}\n{plan}");
            assert!(!plan.contains("Seq Scan"), "{mode}: {statement}\n{plan}");
        }
    }
}
