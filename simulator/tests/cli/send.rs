use std::collections::HashSet;
use std::fs;

use kudosity_webhook::bytes::Bytes;
use kudosity_webhook::{Event, EventType};
use kudosity_webhook_simulator::samples;
use serde_json::json;

use super::server::{Receiving, answering, of_http1_alone, silent};
use super::tool::{run, run_against, run_on};

#[test]
fn one_of_every_type_is_delivered() {
    let receiving = Receiving::start();
    let ran = run(["send", &receiving.url]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let types: Vec<_> =
        receiving.events().iter().map(|event| event.event_type.known().unwrap()).collect();
    let every: Vec<_> = samples::current().iter().map(|sample| sample.event_type).collect();
    assert_eq!(types, every);
    assert_eq!(ran.out.lines().filter(|line| line.starts_with("200 OK ")).count(), 10);
    assert!(ran.out.ends_with("10 accepted, 0 refused, 0 without an answer\n"), "{}", ran.out);
}

#[test]
fn the_types_that_are_named_are_delivered_by_either_version() {
    for version in [None, Some("--http2")] {
        let receiving = Receiving::start();
        let arguments = ["send", "opt_out", "SMS_INBOUND", "--json"].into_iter().chain(version);
        let ran = run_against(&receiving.url, arguments);
        let [first, second] = &receiving.events()[..] else { panic!("{ran:?}") };
        assert_eq!(first.event_type, EventType::OptOut);
        assert_eq!(second.event_type, EventType::SmsInbound);
        let lines = ran.json();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["event"], first.to_string());
        for (line, event) in lines.iter().zip([first, second]) {
            assert_eq!(line["event_type"], event.event_type.as_str());
            assert_eq!(line["person"], event.person().unwrap().as_str());
            assert_eq!(line["fingerprint"], event.fingerprint().to_string());
            assert_eq!(line["webhook_id"], json!(event.webhook_id));
            assert_eq!(line["notes"], json!([]));
            assert!(line["id"].as_str().is_some_and(|id| !id.is_empty()), "{line}");
        }
        for line in lines {
            assert_eq!(line["accepted"], true);
            assert_eq!((&line["status"], &line["try"]), (&json!(200), &json!(1)));
            assert!(line["milliseconds"].as_f64().unwrap() > 0.0);
        }
    }
}

#[test]
fn a_seed_and_an_instant_make_the_same_events_again() {
    let receiving = Receiving::start();
    let first = run(["send", &receiving.url]);
    let delivered = receiving.events();
    let (_, again) = first.err.split_once("The same events again: ").unwrap();
    let arguments = ["send"].into_iter().chain(again.split_whitespace());
    assert_eq!(run_against(&receiving.url, arguments).code, 0);
    assert_eq!(receiving.events(), delivered);
    run(["send", &receiving.url]);
    assert_ne!(receiving.events(), delivered);
}

#[test]
fn a_captured_body_is_delivered_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let [good, bad] = ["good", "bad"].map(|name| folder.path().join(name).display().to_string());
    fs::write(&good, samples::current()[0].body).unwrap();
    fs::write(&bad, "{}").unwrap();
    let receiving = Receiving::start();
    let ran = run(["send", "--file", &good, "--file", &bad, "--json", &receiving.url]);
    assert_eq!(ran.code, 1);
    assert_eq!(receiving.events().len(), 1);
    let lines = ran.json();
    assert_eq!((&lines[0]["status"], &lines[1]["status"]), (&json!(200), &json!(422)));
    assert_eq!(lines[1]["problem"]["pointer"], "/event_type");
    let person = lines[0]["person"].as_str().unwrap();
    assert!(person.starts_with('…'), "what was captured is about somebody: {person}");
    let shown = run(["send", "--file", &bad, &receiving.url]).out;
    assert_eq!(shown.matches("/event_type is missing").count(), 1, "{shown}");
    assert!(shown.contains("bad"), "{shown}");
    let piped = run_on(samples::current()[0].body, ["send", "--file", "-", &receiving.url]);
    assert_eq!(piped.code, 0, "{piped:?}");
    for command in [["send", "--file", "no-such.json"].as_slice(), &["inspect", "no-such.json"]] {
        let ran = run_against(&receiving.url, command);
        assert!(ran.err.contains("cannot read no-such.json: "), "{ran:?}");
    }
}

#[test]
fn as_many_of_each_are_made_up_as_is_asked_for() {
    let receiving = Receiving::start();
    let ran = run(["send", "opt_out", "link_hit", "--count", "3", &receiving.url]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let events = receiving.events();
    let fingerprints: HashSet<_> = events.iter().map(|it| it.fingerprint().to_string()).collect();
    assert_eq!((events.len(), fingerprints.len()), (6, 6));
    assert!(ran.out.ends_with("6 accepted, 0 refused, 0 without an answer\n"), "{}", ran.out);
}

#[test]
fn what_is_printed_is_what_would_be_delivered_and_needs_no_url() {
    let receiving = Receiving::start();
    let same = ["--seed", "5", "--at", "2026-03-02T00:00:00Z", "--count", "2"];
    let printed = run(["send", "--print"].into_iter().chain(same));
    assert_eq!((printed.code, printed.err.as_str()), (0, ""), "{printed:?}");
    run_against(&receiving.url, ["send"].into_iter().chain(same));
    let bodies = printed.out.lines().map(|line| Bytes::copy_from_slice(line.as_bytes()));
    let printed: Vec<_> = bodies.map(|body| Event::from_body(body).unwrap()).collect();
    assert_eq!(printed.len(), 20);
    assert_eq!(printed, receiving.events());
    assert_eq!(run(["send", "--print", &receiving.url]).code, 2);
    for other in ["--json", "--http2", "--file=captured.json", "--header=a: b", "--timeout=1s"] {
        assert_eq!(run(["send", "--print", other]).code, 2, "{other}");
    }
}

#[test]
fn a_picture_has_the_size_that_is_asked_for() {
    let receiving = Receiving::start();
    let ran = run(["send", "mms_inbound", "--media-size", "300KiB", &receiving.url]);
    assert_eq!(ran.code, 0);
    let events = receiving.events();
    let [item] = &events[0].inbound().unwrap().media[..] else { panic!("{events:?}") };
    assert_eq!(item.content.decoded_len(), 300 * 1024);
    let ran = run(["send", "mms_inbound", "--media-size", "7MiB", &receiving.url]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("413 Payload Too Large "), "{}", ran.out);
}

#[test]
fn a_wrong_secret_is_told_with_what_the_receiver_says() {
    let receiving = Receiving::start();
    let ran = run(["send", "opt_out", &format!("{}x", receiving.url)]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("403 Forbidden") && ran.out.contains("credential"), "{}", ran.out);
    assert_eq!(receiving.events().len(), 0);
}

#[test]
fn a_header_stands_beside_the_others() {
    let receiving = Receiving::start();
    let (base, _) = receiving.url.split_once('?').unwrap();
    let ran = run(["send", "opt_out", "--header", "content-type: text/plain", &receiving.url]);
    assert!(ran.out.starts_with("415 "), "{}", ran.out);
    assert_eq!(run(["send", "opt_out", "--header", "x-a: b", &receiving.url]).code, 0);
    assert_eq!(run(["send", "opt_out", "--header", "x-a: b", base]).code, 1);
}

#[test]
fn a_redirect_is_not_followed() {
    let ran = run(["send", "opt_out", &answering(&[308, 200])]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("a redirect is not followed"), "{}", ran.out);
}

#[test]
fn a_server_of_http1_alone_is_the_likely_reason_for_no_answer_by_http2() {
    let url = of_http1_alone();
    for arguments in [["send", "opt_out"].as_slice(), &["load", "--requests", "1"]] {
        let ran = run_against(&url, arguments.iter().copied().chain(["--http2"]));
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.out.contains("perhaps the server speaks HTTP/1.1 alone"), "{ran:?}");
        assert!(ran.out.contains("leave out --http2"), "{ran:?}");
    }
}

#[test]
fn some_answers_and_none_are_told_apart() {
    for (statuses, code) in [(&[200_u16, 500] as &[u16], 1), (&[500], 1), (&[200], 0)] {
        let ran = run(["send", "opt_out", "link_hit", &answering(Box::leak(statuses.into()))]);
        assert_eq!(ran.code, code, "{ran:?}");
    }
    let ran = run(["send", "opt_out", "--timeout", "200ms", &silent()]);
    assert_eq!(ran.code, 3);
    assert!(ran.out.contains("no answer in time"), "{}", ran.out);
}
