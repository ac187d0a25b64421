use std::collections::HashSet;

use http::Request;
use kudosity_webhook::{Receiver, SharedSecret};

use super::tool::run;

const BASE: &str = "https://sms.example.com/webhooks/kudosity";

#[test]
fn a_secret_alone_is_one_that_a_receiver_takes() {
    let secrets: HashSet<_> = (0..5).map(|_| run(["secret"]).out).collect();
    assert_eq!(secrets.len(), 5, "each is new");
    for secret in secrets {
        let secret = secret.strip_suffix('\n').unwrap();
        assert_eq!(secret.len(), 43);
        SharedSecret::new(secret).unwrap();
    }
}

#[test]
fn the_url_is_the_one_that_the_receiver_registers() {
    for (place, name) in [
        ("query", None),
        ("query", Some("key")),
        ("header", None),
        ("header", Some("x-gateway")),
        ("basic", None),
        ("basic", Some("burst")),
    ] {
        let mut arguments = vec!["secret", "--json", "--base", BASE, "--in", place];
        arguments.extend(name.iter().flat_map(|name| ["--name", name]));
        let [made] = &run(&arguments).json()[..] else { panic!("{arguments:?}") };
        let secret = SharedSecret::new(made["secret"].as_str().unwrap()).unwrap();
        let code = made["receiver"].as_str().unwrap();
        let secret = match place {
            "query" => secret.in_query(name.unwrap_or("secret")),
            "header" => secret.in_header(name.unwrap_or("x-webhook-secret")),
            _ => secret.in_basic(name.unwrap_or("kudosity")),
        };
        let receiver = Receiver::new(secret.unwrap());
        assert_eq!(made["url"], *receiver.registration_url(BASE).unwrap());
        assert!(
            name.is_none_or(|name| code.contains(&format!(".in_{place}(\"{name}\")?"))),
            "{code}"
        );
    }
}

#[test]
fn a_request_with_the_url_is_authentic() {
    let made = &run(["secret", "--json", "--base", BASE]).json()[0];
    let receiver = Receiver::new(SharedSecret::new(made["secret"].as_str().unwrap()).unwrap());
    let head = |url: &str| {
        let request = Request::post(url).header("content-type", "application/json").body(());
        request.unwrap().into_parts().0
    };
    assert!(receiver.admit(head(made["url"].as_str().unwrap())).is_ok());
    assert_eq!(receiver.admit(head(BASE)).unwrap_err().status(), 403);
}

#[test]
fn the_lines_name_what_they_hold() {
    let out = run(["secret", "--base", BASE]).out;
    let names: Vec<_> = out.lines().map(|line| line.split_once("  ").unwrap().0).collect();
    assert_eq!(names, ["Secret", "Register", "Receiver"]);
}

#[test]
fn a_secret_that_would_travel_unencrypted_is_warned_of() {
    for (base, warned) in [
        ("http://sms.example.com/webhooks", true),
        ("http://10.0.0.1:3000/", true),
        ("https://sms.example.com/webhooks", false),
        ("http://localhost:3000/", false),
        ("http://127.0.0.1:3000/", false),
        ("http://[::1]:3000/", false),
    ] {
        let ran = run(["secret", "--base", base]);
        assert_eq!(ran.code, 0, "{base}: {ran:?}");
        assert_eq!(ran.err.contains("unencrypted"), warned, "{base}: {}", ran.err);
    }
}
