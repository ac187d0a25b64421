use std::collections::HashSet;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::server::{Receiving, answering, answering_after};
use super::tool::{Ran, command, run_against};

#[test]
fn as_many_are_delivered_as_is_asked_for_by_either_version() {
    for version in [None, Some("--http2")] {
        let receiving = Receiving::start();
        let arguments = ["load", "--requests", "60", "--repeats", "50", "--json"];
        let ran = run_against(&receiving.url, arguments.into_iter().chain(version));
        assert_eq!(ran.code, 0, "{ran:?}");
        let events = receiving.events();
        let distinct: HashSet<_> =
            events.iter().map(|event| event.fingerprint().to_string()).collect();
        assert_eq!((events.len(), distinct.len()), (60, 31));
        let [report] = &ran.json()[..] else { panic!("{ran:?}") };
        assert_eq!(report["accepted"], 60);
        assert_eq!(report["statuses"], json!({"200": 60}));
        let latency = |percentile: &str| {
            report["latency_percentiles_milliseconds"][percentile].as_f64().unwrap()
        };
        assert!(0.0 < latency("p50") && latency("p50") <= latency("worst"));
        let names = ["p50", "p90", "p99", "p99.9", "worst"].map(|name| ran.out.find(name).unwrap());
        assert!(names.is_sorted(), "{}", ran.out);
        assert!(report["answers_a_second"].as_f64().unwrap() > 1.0);
    }
}

/// How many were accepted, and how many were due and not begun.
fn counts(report: &Value) -> [u64; 2] {
    ["accepted", "not_begun"].map(|name| report[name].as_u64().unwrap())
}

#[test]
fn a_rate_and_a_duration_bound_it() {
    let receiving = Receiving::start();
    let arguments = ["load", "--rate", "20", "--duration", "2s", "--json"];
    let ran = run_against(&receiving.url, arguments);
    let report = &ran.json()[0];
    let [accepted, not_begun] = counts(report);
    // Where a machine is busy not all can be begun, and that is said.
    assert_eq!((ran.code, accepted + not_begun), (0, 40), "{report}");
    assert_eq!(receiving.events().len() as u64, accepted);
    assert!(report["seconds"].as_f64().unwrap() > 1.9, "{report}");
}

#[test]
fn a_duration_ends_it_where_the_rate_cannot_be_held() {
    let slow = answering_after(Duration::from_millis(100));
    let arguments = ["load", "--rate", "200", "--duration", "1s", "--concurrency", "1"];
    let ran = run_against(&slow, arguments.into_iter().chain(["--json"]));
    let report = &ran.json()[0];
    let [accepted, not_begun] = counts(report);
    assert_eq!((ran.code, accepted + not_begun), (0, 200), "{report}");
    assert!(accepted <= 11, "one every 100 ms, for a second: {report}");

    let shown = run_against(&slow, arguments).out;
    assert!(shown.contains(" that were due by the rate: raise --concurrency\n"), "{shown}");
}

#[test]
fn ctrl_c_ends_it_with_a_summary_while_it_connects() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    // A server that never answers the first word of TLS.
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let mut tool = command();
    let tool = tool.args(["load", "--rate", "20", &url]).stdout(Stdio::piped());
    let child = tool.stderr(Stdio::null()).spawn().unwrap();
    let _connected = listener.accept().unwrap();
    let kill = format!("kill -INT {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    let ran = Ran::from(child.wait_with_output().unwrap());
    let nothing = "0 accepted, 0 refused, 0 without an answer; 0.0 answers a second in 0.00 s\n";
    assert_eq!((ran.code, ran.out.as_str()), (130, nothing));
}

#[test]
fn answers_and_errors_are_counted() {
    let ran = run_against(&answering(&[200, 500, 404]), ["load", "--requests", "10"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("1 accepted, 9 refused, 0 without an answer;"), "{}", ran.out);
    for (status, count) in [("200 OK", 1), ("404 Not Found", 8), ("500 Internal Server Error", 1)] {
        assert!(ran.out.contains(&format!("  {status:<32} {count:>10}\n")), "{}", ran.out);
    }
    assert!(ran.out.contains("\nLatency  50% "), "{}", ran.out);
    assert!(ran.err.contains("--seed"), "no bar where there is no terminal: {}", ran.err);
}

#[test]
fn slow_connections_are_held_and_how_they_end_is_told() {
    let receiving = Receiving::within(Duration::from_millis(500));
    let arguments = ["load", "--rate", "20", "--duration", "1200ms", "--json"];
    let slow = ["--stalled", "20", "--trickling", "10"];
    let ran = run_against(&receiving.url, arguments.into_iter().chain(slow));
    assert_eq!(ran.code, 0, "{ran:?}");
    let report = &ran.json()[0];
    let [accepted, not_begun] = counts(report);
    assert_eq!(accepted + not_begun, 24, "honest deliveries are answered: {report}");
    let seen = &report["slow_connections"]["seen"];
    assert!(seen["answered"]["408"].as_u64().unwrap() >= 30, "{seen}");
    assert!(seen["opened"].as_u64().unwrap() >= 30, "{seen}");
    assert_eq!((&seen["closed"], &seen["not_opened"]), (&json!(0), &json!(0)));
    assert!(ran.err.contains("Slow connections: 30 opened"), "{}", ran.err);

    let refusing = run_against(
        receiving.url.split_once('?').unwrap().0,
        ["load", "--requests", "1", "--stalled", "5", "--json"],
    );
    assert_eq!(refusing.code, 1);
}
