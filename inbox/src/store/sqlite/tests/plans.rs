use std::fs;
use std::path::Path;

use super::*;

/// What a plan may hold beside searches, and why.
const ALLOWED: [(&str, &str); 8] = [
    // Some 64 ids.
    ("ahead.sql", "LIST SUBQUERY"),
    // Counted from the index alone, which holds nothing but what is counted.
    ("depth.sql", "SCAN entry USING COVERING INDEX entry_waiting"),
    ("depth.sql", "SCAN entry USING COVERING INDEX entry_parked"),
    ("depth.sql", "SCAN entry USING COVERING INDEX entry_quarantined"),
    ("depth.sql", "SCAN CONSTANT ROW"),
    ("depth.sql", "SCALAR SUBQUERY"),
    ("token.sql", "SCAN CONSTANT ROW"),
    // It has one row.
    ("erasure_key.sql", "SCAN erasure"),
];

fn steps(connection: &Connection, sql: &str) -> Vec<String> {
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let steps = plan.raw_query().mapped(|row| row.get("detail")).collect::<Result<_, _>>();
    steps.unwrap()
}

fn refused(connection: &Connection, file: &str, sql: &str) -> Vec<String> {
    let allowed = |step: &String| {
        step.starts_with("SEARCH")
            || ALLOWED.iter().any(|(of, may)| *of == file && step.starts_with(may))
    };
    steps(connection, sql).into_iter().filter(|step| !allowed(step)).collect()
}

#[tokio::test]
async fn no_statement_reads_a_whole_table_or_sorts() {
    let place = Place::new();
    let _store = place.open().await;
    let other = place.other();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/sqlite/sql");
    let mut seen = 0;
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap();
        if name.starts_with("schema_") || name == "scrub.sql" {
            continue;
        }
        let sql = fs::read_to_string(&file).unwrap();
        assert_eq!(refused(&other, name, &sql), [""; 0], "{name}");
        seen += 1;
    }
    assert!(seen > 25, "{seen} statements");
}

#[tokio::test]
async fn a_plan_that_does_is_noticed() {
    let place = Place::new();
    let _store = place.open().await;
    let other = place.other();
    for sql in [
        "SELECT id FROM entry WHERE ended_at < 5",
        "SELECT id FROM entry WHERE event_type = 'SMS_STATUS'",
        "SELECT id FROM entry WHERE state = 0 AND lane = 0 ORDER BY received_at",
        "DELETE FROM consent WHERE account = ''",
    ] {
        assert_ne!(refused(&other, "", sql), [""; 0], "{sql}");
    }
}
