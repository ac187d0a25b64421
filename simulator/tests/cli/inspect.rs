use kudosity_webhook_simulator::samples;
use serde_json::{Value, json};

use super::tool::{run, run_on};

fn sample(name: &str) -> String {
    format!("{}/samples/{name}.json", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_sample_is_recognised_and_its_json_is_what_it_was() {
    for sample in samples::all() {
        let file = self::sample(sample.name);
        let shown = run(["inspect", &file]);
        assert_eq!(shown.code, 0, "{shown:?}");
        assert!(shown.out.contains("Everything was recognised"), "{}", shown.out);
        assert!(shown.out.contains("\n  Fingerprint  "), "{}", shown.out);
        let json = run(["inspect", "--json", &file]).json();
        let body: Value = serde_json::from_str(sample.body).unwrap();
        assert_eq!(json, [without_empty(body)], "{}", sample.name);
    }
}

/// An event is written without the optional fields that came empty.
fn without_empty(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(key, value)| (key, without_empty(value)));
            members.filter(|(_, value)| *value != json!("") && *value != json!([])).collect()
        }
        other => other,
    }
}

#[test]
fn private_values_are_shown_only_when_they_are_asked_for() {
    let file = sample("mms_inbound");
    let shown = run(["inspect", &file]).out;
    for private in ["61491570006", "The dent", "left.png", "Claims", "iVBORw0KGgo"] {
        assert!(!shown.contains(private), "{private}: {shown}");
    }
    assert!(shown.contains("/mo/media/0/content  90 bytes, image/png\n"), "{shown}");
    assert!(shown.contains("…006"), "{shown}");
    let revealed = run(["inspect", "--reveal", &file]).out;
    assert!(revealed.contains("\"61491570006\"") && revealed.contains("The dent"), "{revealed}");
    assert!(!revealed.contains("iVBORw0KGgo"), "{revealed}");
}

#[test]
fn what_is_not_recognised_is_named_and_no_fault() {
    let body = json!({
        "event_type": "FAX_STATUS",
        "timestamp": "2026-02-03T04:05:06Z",
        "status": {
            "type": "FAX",
            "id": "m-1",
            "sender": "DemoSender",
            "recipient": "61491570006",
            "status": "PARKED",
            "parts": [1],
        },
    });
    let shown = run_on(&body.to_string(), ["inspect", "-"]);
    assert_eq!(shown.code, 0);
    for line in [
        "/event_type     the word \"FAX_STATUS\"",
        "/status/type    the word \"FAX\"",
        "/status/status  the word \"PARKED\"",
        "/status/parts   a list of 1",
    ] {
        assert!(shown.out.contains(line), "{line}: {}", shown.out);
    }
    assert!(shown.out.contains("is \"PARKED\" since 2026-02-03T04:05:06Z"), "{}", shown.out);
}

#[test]
fn a_terminal_is_given_no_control_characters_of_the_body() {
    let body =
        r#"{"event_type":"A\u001b[31mB","timestamp":"2026-02-03T04:05:06Z","\u001b]0;x\u0007":1}"#;
    for arguments in [["inspect", "-"].as_slice(), &["inspect", "-", "--reveal"]] {
        let shown = run_on(body, arguments);
        assert_eq!(shown.code, 0);
        assert!(shown.out.chars().all(|it| it == '\n' || !it.is_control()), "{:?}", shown.out);
    }
}

#[test]
fn what_is_no_event_has_its_problem() {
    let opt_out = samples::current()[9].body;
    for (body, arguments, problem, place) in [
        ("", ["inspect", "-", "--json"].as_slice(), "not-json", json!(null)),
        (&opt_out[..100], &["inspect", "-", "--json"], "not-json", json!(null)),
        ("{}", &["inspect", "-", "--json"], "not-an-event", json!("/event_type")),
        ("[]", &["inspect", "-", "--json"], "not-an-event", json!("")),
        (&"[".repeat(100), &["inspect", "-", "--json"], "too-deep", json!(null)),
        (
            "[0,0,0,0]",
            &["inspect", "-", "--json", "--max-values", "3"],
            "too-many-values",
            json!(null),
        ),
        (
            opt_out,
            &["inspect", "-", "--json", "--max-body-size", "100"],
            "body-too-large",
            json!(null),
        ),
    ] {
        let input = body.to_owned();
        let ran = run_on(&input, arguments);
        assert_eq!(ran.code, 1, "{body}");
        let [answer] = &ran.json()[..] else { panic!("{ran:?}") };
        assert_eq!(answer["type"], format!("urn:kudosity-webhook:problem:{problem}"), "{body}");
        assert_eq!(answer.get("pointer").unwrap_or(&Value::Null), &place, "{body}");
        let shown = run_on(&input, arguments.iter().filter(|it| **it != "--json"));
        assert_eq!(shown.code, 1);
        let what = if body.is_empty() { "the body is empty, and is" } else { "it is" };
        let first = format!("No event: {what} answered 4");
        assert!(shown.out.starts_with(&first), "{}", shown.out);
    }
}

#[test]
fn several_bodies_are_shown_one_after_the_other() {
    let (good, bad) = (sample("opt_out"), sample("opt_out").replace(".json", ".json.gz"));
    let shown = run(["inspect", &good, &bad, &good]);
    assert_eq!(shown.code, 1, "one is no event: {shown:?}");
    for (file, times) in [(&good, 2), (&bad, 1)] {
        let heading = format!("{file}:");
        assert_eq!(shown.out.lines().filter(|line| **line == heading).count(), times, "{shown:?}");
    }
    let json = run(["inspect", "--json", &good, &good]);
    assert_eq!((json.code, json.json().len()), (0, 2));
}

#[test]
fn no_more_is_read_than_a_receiver_takes() {
    let endless = run(["inspect", "/dev/zero", "--json"]);
    assert_eq!((endless.code, &endless.json()[0]["status"]), (1, &json!(413)));
}
