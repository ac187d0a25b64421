//! The program takes what the gateway signed, over a real socket, and nothing else.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../../common/program.rs"]
mod program;

use std::process::Command;

use hmac::{Hmac, KeyInit, Mac};
use kudosity_webhook_simulator::client::{Request, Version};
use kudosity_webhook_simulator::samples;
use program::Program;
use sha2::Sha256;

const PROGRAM: &str = env!("CARGO_BIN_EXE_example-signed-body");
const KEY: &str = "an-example-of-a-key-that-the-gateway-has";

fn signature(key: &str, body: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    let mac = mac.chain_update(body).finalize().into_bytes();
    base16ct::lower::encode_str(&mac, &mut [0; 64]).unwrap().to_owned()
}

#[test]
fn it_takes_what_the_gateway_signed_and_nothing_else() {
    let running = Program::start(PROGRAM, &["--json"], &[("GATEWAY_KEY", KEY)]);
    let event = samples::current()[0].body;
    let tampered: &str = &event.replacen("DELIVERED", "FAILED", 1);
    assert_ne!(event, tampered);
    let right = signature(KEY, event);
    let no_event = "71ce197ca3211a9b6dd96530c3dc85845a77936923a515bcbbd624c00bde4bac";
    let cases: [(&str, &[&str], u16); 11] = [
        (event, &[&right], 200),
        (tampered, &[&right], 403),
        (&format!("{event} "), &[&right], 403),
        (event, &[], 403),
        (event, &[""], 403),
        (event, &[&right, &right], 403),
        (event, &[&right[..62]], 403),
        (event, &[&format!("{right}00")], 403),
        (event, &[&signature("another-key-that-the-gateway-has-not", event)], 403),
        (event, &[&right.to_uppercase()], 403),
        ("{}", &[no_event], 422),
    ];
    for (body, signatures, expected) in cases {
        let delivery = Request::delivery(&running.target, body.to_owned());
        let delivery = signatures.iter().fold(delivery, |delivery, signature| {
            delivery.header("X-Gateway-Signature", *signature)
        });
        assert_eq!(running.answer(&delivery, Version::Http1), expected, "{signatures:?}");
    }
    let without_secret = Request::delivery(running.path(), event);
    let without_secret = without_secret.header("X-Gateway-Signature", &right);
    assert_eq!(running.answer(&without_secret, Version::Http2), 403);

    running.signal("-TERM");
    assert_eq!(running.lines().len(), 1);
}

#[test]
fn it_does_not_start_without_the_gateways_key() {
    for key in [None, Some("short")] {
        let mut command = Command::new(PROGRAM);
        command.args(["--listen", "127.0.0.1:0"]).env_remove("GATEWAY_KEY");
        command.envs(key.map(|key| ("GATEWAY_KEY", key)));
        let ended = command.output().unwrap();
        assert!(!ended.status.success());
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(said.contains("GATEWAY_KEY must hold"), "{said}");
    }
}
