//! Receivers that demand more than the secret.

use kudosity_webhook::authenticate::Authenticator;
use kudosity_webhook::event::Text;
use kudosity_webhook::{Receiver, SharedSecret, SignedReferences};

use super::server::{Receiving, SECRET};
use super::tool::{Ran, command};

const KEY: &str = "a-key-for-the-references-of-the-tests";

const WEBHOOK: &str = "5f1c7c1e-0a64-4c4e-9d5e-7a1f0e8b2d33";

fn references() -> SignedReferences {
    SignedReferences::new("2026-02", KEY).unwrap()
}

/// A receiver of one registration alone, whose references are signed.
fn hardened() -> Receiving {
    Receiving::of(|| {
        let secret = SharedSecret::new(SECRET).unwrap();
        Receiver::builder(secret.and(references())).only_webhooks([WEBHOOK]).unwrap().build()
    })
}

fn run(receiving: &Receiving, arguments: &str) -> Ran {
    let mut tool = command();
    tool.args(arguments.split_whitespace()).env("KUDOSITY_WEBHOOK_URL", &receiving.url);
    Ran::of(tool.env("KEYS", format!("2026-02:{KEY}")).env("KEY", KEY))
}

#[test]
fn events_are_of_the_registration_and_with_the_references_that_are_demanded() {
    let satisfied = format!("--webhook-id {WEBHOOK} --reference-keys-from KEYS");
    for command in [
        "send --seed 7",
        "send --seed 8",
        "scenario message --no-wait --seed 1",
        "scenario conversation --no-wait --unknown --repeat --seed 3",
        "scenario campaign --recipients 40 --no-wait --seed 3",
        "load --requests 100 --seed 1",
    ] {
        let receiving = hardened();
        let ran = run(&receiving, &format!("{command} {satisfied}"));
        assert_eq!(ran.code, 0, "{command}: {ran:?}");
        let events = receiving.events();
        for event in &events {
            let named = event.webhook_name.as_ref().map(Text::as_str);
            assert_eq!(named, Some("simulator"), "{event}");
        }
        let signed = events.iter().filter_map(|event| event.message_ref());
        let signed = signed.filter(|signed| references().reference(signed) != signed.as_str());
        assert!(signed.count() > 0, "{command}");
    }
}

#[test]
fn without_them_the_same_events_are_refused() {
    for satisfied in ["", "--reference-keys-from KEYS", &format!("--webhook-id {WEBHOOK}")] {
        let ran = run(&hardened(), &format!("load --requests 100 --seed 1 {satisfied}"));
        assert_eq!(ran.code, 1, "{satisfied}: {ran:?}");
    }
}

#[test]
fn a_message_that_is_told_of_again_keeps_its_reference() {
    let receiving = hardened();
    let arguments = "scenario conversation --no-wait --seed 3";
    let ran = run(
        &receiving,
        &format!("{arguments} --repeat --webhook-id {WEBHOOK} --reference-keys-from KEYS"),
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let events = receiving.events();
    for pair in events.chunks(2) {
        assert_eq!(pair[0], pair[1]);
    }
}

#[test]
fn what_is_wrong_with_the_keys_is_said_without_them() {
    let receiving = hardened();
    let ran = run(&receiving, "send --reference-keys-from NO_SUCH_VARIABLE");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("NO_SUCH_VARIABLE is not set"), "{}", ran.err);
    let ran = run(&receiving, "send --reference-keys-from KEY");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("2026-02:KEY") && !ran.err.contains(KEY), "{}", ran.err);
    assert_eq!(run(&receiving, "send --webhook-name one").code, 2);
}
