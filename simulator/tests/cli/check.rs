use std::time::Duration;

use kudosity_webhook::{Receiver, SharedSecret};

use super::server::{Receiving, SECRET, answering, silent};
use super::tool::{run, run_against};

#[test]
fn a_receiver_passes() {
    // Small, so that a body comes in its time on a busy machine too.
    let receiving = Receiving::of(|| {
        let receiver = Receiver::builder(SharedSecret::new(SECRET).unwrap());
        receiver.body_timeout(Duration::from_secs(3)).max_body_size(300 * 1024).build()
    });
    let limits = ["--body-timeout", "3s", "--max-body-size", "300KiB", "--at-once", "4"];
    let arguments = ["check", "--only", "http1"].into_iter().chain(limits);
    let ran = run_against(&receiving.url, arguments.clone());
    assert_eq!(ran.code, 0, "{ran:?}");
    let last = ran.out.lines().last().unwrap();
    assert!(last.starts_with("all ") && last.ends_with(" passed"), "{}", ran.out);
    let seen = receiving.events().len();
    assert!(
        (100..250).contains(&seen),
        "the help says how many there are by both versions: {seen}"
    );

    let ran = run_against(&receiving.url, arguments.chain(["--json"]));
    let [report] = &ran.json()[..] else { panic!("{ran:?}") };
    assert_eq!((ran.code, &report["passed"]), (0, &true.into()));
    assert_eq!(report["tried"], report["cases"].as_array().unwrap().len());
}

#[test]
fn a_weak_server_fails_and_the_report_says_where() {
    let ran = run_against(
        &format!("{}?secret=whatever-it-is", answering(&[200])),
        ["check", "--only", "http1", "--body-timeout", "1s"],
    );
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("FAILED  HTTP/1.1  secret: "), "{}", ran.out);
    let last = ran.out.lines().last().unwrap();
    assert!(last.ends_with(" FAILED"), "{last}");
}

#[test]
fn no_more_is_waited_for_an_answer_than_is_asked_for() {
    let ran = run(["check", "--timeout", "200ms", &format!("{}?secret=whatever-it-is", silent())]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("no answer in time"), "{ran:?}");
}

#[test]
fn where_nothing_is_taken_nothing_is_tried() {
    let ran = run(["check", &format!("{}?secret=whatever-it-is", answering(&[404]))]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.is_empty() && ran.err.contains("answered 404"), "{ran:?}");
    let refusing = format!("{}?secret=whatever-it-is", answering(&[403]));
    let ran = run(["check", &refusing]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("x-forwarded-for: …") && ran.err.contains("--header"), "{ran:?}");
    let ran = run(["check", &answering(&[200])]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--without-secret"), "{ran:?}");
}
