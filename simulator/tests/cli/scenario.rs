use std::collections::HashSet;

use kudosity_webhook::MessageStatus;
use serde_json::json;

use super::server::{Receiving, answering};
use super::tool::{run, run_against};

#[test]
fn a_message_is_delivered_to_its_end() {
    for pace in [["--no-wait", ""].as_slice(), &["--speed", "100"]] {
        let receiving = Receiving::start();
        let arguments = ["scenario", "message", "--channel", "rcs", "--life", "read"];
        let pace = pace.iter().copied().filter(|it| !it.is_empty());
        let ran = run_against(&receiving.url, arguments.into_iter().chain(pace));
        assert_eq!(ran.code, 0, "{ran:?}");
        let mut events = receiving.events();
        events.sort_by_key(|event| event.timestamp);
        let words: Vec<_> =
            events.iter().map(|event| event.status().unwrap().status.known().unwrap()).collect();
        use MessageStatus::{Delivered, Read, Sent};
        assert_eq!(words, [Sent, Delivered, Read]);
        assert!(ran.out.ends_with("3 accepted, 0 refused, 0 without an answer\n"), "{}", ran.out);
    }
}

#[test]
fn a_conversation_ends_with_an_opt_out() {
    let receiving = Receiving::start();
    assert_eq!(run(["scenario", "conversation", "--no-wait", &receiving.url]).code, 0);
    let events = receiving.events();
    assert!(events.len() > 5);
    assert!(events.last().unwrap().opt_out().is_some());
}

#[test]
fn a_campaign_writes_to_as_many_as_is_asked_for() {
    let receiving = Receiving::start();
    let arguments = ["scenario", "campaign", "--recipients", "30", "--no-wait", "--json"];
    let ran = run_against(&receiving.url, arguments);
    let events = receiving.events();
    assert_eq!((ran.code, ran.json().len()), (0, events.len()));
    let messages = events.iter().filter_map(|event| event.status()).map(|status| &status.id);
    assert_eq!(messages.collect::<HashSet<_>>().len(), 30);
}

#[test]
fn what_misbehaves_is_put_on_top() {
    let plain = ["scenario", "conversation", "--no-wait", "--json"];
    for (option, note, times) in [
        ("--repeat", "(repeat)", 2),
        ("--late-repeats", "(repeat)", 2),
        ("--two-registrations", "(other registration)", 2),
        ("--reorder", "", 1),
        ("--unknown", "(unknown ", 0),
    ] {
        let receiving = Receiving::start();
        run_against(&receiving.url, plain);
        let without = receiving.events().len();
        let ran = run_against(&receiving.url, plain.into_iter().chain([option]));
        assert_eq!(ran.code, 0, "{option}: {ran:?}");
        let events = receiving.events();
        assert!(times == 0 || events.len() == times * without, "{option}: {}", events.len());
        assert!(ran.out.contains(note), "{option}: {}", ran.out);
        let note = note.trim_matches(['(', ')', ' ']);
        let noted = ran.json().iter().any(|line| line["notes"].to_string().contains(note));
        assert!(noted, "{option}: {}", ran.out);
        let fingerprints: HashSet<_> =
            events.iter().map(|event| event.fingerprint().to_string()).collect();
        assert!(times == 0 || fingerprints.len() == without, "{option}");
    }
}

#[test]
fn what_fails_is_tried_again_by_the_schedule() {
    let arguments = ["scenario", "message", "--no-wait", "--json", "--retry", "10ms,20ms"];
    let ran = run_against(&answering(&[500, 503, 200]), arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    let tries = ran.json().iter().filter(|line| line["status"] != 200).count();
    assert_eq!(tries, 2);

    let ran = run_against(&answering(&[500]), arguments);
    assert_eq!(ran.code, 1);
    let lines = ran.json();
    assert_eq!(lines.len(), 6, "two events, three tries of each");
    let pauses: Vec<_> =
        lines.iter().map(|line| (&line["try"], &line["again_after_milliseconds"])).collect();
    for expected in [(json!(1), json!(10.0)), (json!(2), json!(20.0)), (json!(3), json!(null))] {
        let alike =
            pauses.iter().filter(|(nth, pause)| (*nth, *pause) == (&expected.0, &expected.1));
        assert_eq!(alike.count(), 2, "{expected:?}");
    }
    let shown =
        run_against(&answering(&[500]), ["scenario", "message", "--no-wait", "--retry", "1ms"]);
    assert!(shown.out.contains("; again in 1ms"), "{}", shown.out);
    assert!(shown.out.ends_with("0 accepted, 2 refused, 0 without an answer\n"), "{}", shown.out);
}

#[test]
fn ctrl_c_ends_it_with_the_summary_so_far() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};

    let receiving = Receiving::start();
    // By this seed DELIVERED comes 7 s after SENT.
    let message = ["scenario", "message", "--life", "read", "--channel", "rcs", "--seed", "1"];
    for (arguments, summary) in [
        (message.as_slice(), "1 accepted"),
        (&["load", "--duration", "60s", "--rate", "20"], "accepted, 0 refused"),
        (&["check"], " tried, 0 failed"),
    ] {
        let mut tool = super::tool::command();
        tool.args(arguments).env("KUDOSITY_WEBHOOK_URL", &receiving.url);
        let mut child = tool.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while receiving.events().is_empty() {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        if arguments[0] == "scenario" {
            out.read_line(&mut printed).unwrap();
        }
        let kill = format!("kill -INT {}", child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        out.read_to_string(&mut printed).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{printed}");
        assert!(printed.contains(summary), "{printed}");
    }
}
