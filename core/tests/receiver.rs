//! The receiver itself: authenticity at its three points, the observer, the answers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Request, StatusCode};
use kudosity_webhook::authenticate::{Authenticator, By, SecretError, Verdict};
use kudosity_webhook::event::{EventError, FaultKind};
use kudosity_webhook::{
    Answer, Delivery, Event, EventType, Head, InsecureAcceptAnyone, Outcome, Receiver, Refusal,
    Rejection, RejectionKind, SharedSecret,
};

const EVENT: &str = r#"{"event_type":"OPT_OUT","timestamp":"2026-02-03T04:05:06Z","opt_out":
    {"source":"SMS_INBOUND","source_message":{"recipient":"61491570006"}}}"#;

const CURRENT: &str = "the-current-secret-0001";
const PREVIOUS: &str = "the-previous-secret-0002";

fn head(uri: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = Request::post(uri).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

fn received(receiver: &Receiver, head: Parts, body: &str) -> Result<Delivery, Refusal> {
    let mut intake = receiver.admit(head)?;
    intake.push(Bytes::copy_from_slice(body.as_bytes()))?;
    intake.finish().map(|(_head, delivery)| delivery)
}

fn rejected(receiver: &Receiver, head: Parts, body: &str) -> Rejection {
    received(receiver, head, body).unwrap_err().into_rejection()
}

fn rotating() -> SharedSecret {
    SharedSecret::new(CURRENT).unwrap().or_previous(PREVIOUS).unwrap()
}

#[test]
fn a_secret_is_found_in_its_place_and_named() {
    let basic = |user: &str, secret: &str| {
        let text = base64_simd::STANDARD.encode_to_string(format!("{user}:{secret}"));
        format!("Basic {text}")
    };
    let query = |secret: &str| (format!("/?a=1&secret={secret}"), None);
    let header = |secret: &str| ("/".to_owned(), Some(("x-hook", secret.to_owned())));
    let user = |secret: &str| ("/".to_owned(), Some(("authorization", basic("kudosity", secret))));
    type Place<'a> = &'a dyn Fn(&str) -> (String, Option<(&'a str, String)>);
    let places: [(SharedSecret, Place<'_>, u16); 3] = [
        (rotating(), &query, 403),
        (rotating().in_header("X-Hook").unwrap(), &header, 403),
        (rotating().in_basic("kudosity").unwrap(), &user, 401),
    ];
    for (secret, place, refused) in places {
        let receiver = Receiver::new(secret);
        let send = |secret: &str| {
            let (uri, header) = place(secret);
            let headers: Vec<_> = header.iter().map(|(name, value)| (*name, &**value)).collect();
            received(&receiver, head(&uri, &headers), EVENT)
        };
        let by = |secret: &str| send(secret).unwrap().authenticated_by.to_string();
        assert_eq!(by(CURRENT), "secret 1 of 2");
        assert_eq!(by(PREVIOUS), "secret 2 of 2");
        for wrong in ["", &CURRENT[1..], &format!("{CURRENT}x"), &CURRENT.to_uppercase()] {
            let rejection = send(wrong).unwrap_err().into_rejection();
            assert_eq!(rejection.status(), refused, "{wrong:?}");
            let asks = rejection.headers().any(|(name, _)| name == "www-authenticate");
            assert_eq!(asks, refused == 401);
        }
    }
}

#[test]
fn a_doubled_secret_is_refused_even_if_both_are_right() {
    let receiver = Receiver::new(rotating());
    let uri = format!("/?secret={CURRENT}&secret={CURRENT}");
    assert_eq!(rejected(&receiver, head(&uri, &[]), EVENT).status(), 403);
    let receiver = Receiver::new(rotating().in_header("x-hook").unwrap());
    let twice = [("x-hook", CURRENT), ("x-hook", CURRENT)];
    assert_eq!(rejected(&receiver, head("/", &twice), EVENT).status(), 403);
}

#[test]
fn a_secret_that_could_be_guessed_or_would_not_survive_a_url_is_not_built() {
    let error = |secret: &str| SharedSecret::new(secret).unwrap_err();
    assert_eq!(error("fifteen-charact"), SecretError::TooShort);
    assert_eq!(error("sixteen charact!"), SecretError::Reserved);
    assert_eq!(error("zw\u{f6}lf-und-noch-mehr"), SecretError::Reserved);
    assert!(rotating().or_previous("short").is_err());
    assert!(rotating().in_query("").is_err());
    assert!(rotating().in_query("a b").is_err());
    assert!(rotating().in_header("a b").is_err());
    assert!(rotating().in_basic("a:b").is_err());
    let unset = SharedSecret::from_env("NO_SUCH_VARIABLE_IS_SET").unwrap_err();
    assert!(unset.to_string().contains("NO_SUCH_VARIABLE_IS_SET"));
}

#[test]
fn debug_never_shows_a_secret() {
    let shown = format!("{:?} {:?}", rotating(), Receiver::new(rotating()));
    assert!(!shown.contains(CURRENT) && !shown.contains(PREVIOUS), "{shown}");
}

#[test]
fn the_registration_url_holds_the_current_secret_where_it_is_expected() {
    let base = "https://sms.example.com:8443/hooks";
    let url = |secret: SharedSecret, base: &str| {
        let receiver = Receiver::new(secret);
        receiver.registration_url(base).map(std::borrow::Cow::into_owned)
    };
    let cases = [
        (rotating(), base, format!("{base}?secret={CURRENT}")),
        (rotating(), "http://h/?a=1", format!("http://h/?a=1&secret={CURRENT}")),
        (rotating().in_query("key").unwrap(), base, format!("{base}?key={CURRENT}")),
        (rotating().in_header("x-hook").unwrap(), base, base.to_owned()),
        (
            rotating().in_basic("hook").unwrap(),
            base,
            format!("https://hook:{CURRENT}@sms.example.com:8443/hooks"),
        ),
    ];
    for (secret, base, expected) in cases {
        let (path, query) = expected.split_once('?').unwrap_or((&expected, ""));
        assert_eq!(url(secret.clone(), base).as_deref(), Ok(expected.as_str()), "{path} {query}");
        for wrong in ["/hooks", "sms.example.com", "ftp://h/", "https://u@h/", "https://h/#a", ""] {
            assert!(url(secret.clone(), wrong).is_err(), "{wrong}");
        }
    }
}

#[test]
fn a_random_secret_is_long_and_another_every_time() {
    let url = |secret| Receiver::new(secret).registration_url("http://h/").unwrap().into_owned();
    let first = url(SharedSecret::random().unwrap());
    assert_eq!(first.len(), "http://h/?secret=".len() + 43);
    assert_ne!(first, url(SharedSecret::random().unwrap()));
}

/// Answers a given verdict at each of the three points.
struct At([Verdict; 3]);

impl Authenticator for At {
    fn head(&self, _: &dyn Head) -> Verdict {
        self.0[0].clone()
    }
    fn body(&self, _: &dyn Head, body: &Bytes) -> Verdict {
        assert!(!body.is_empty());
        self.0[1].clone()
    }
    fn event(&self, _: &dyn Head, event: &Event) -> Verdict {
        assert!(event.event_type.is(EventType::OptOut));
        self.0[2].clone()
    }
}

#[test]
fn the_first_verdict_stands_and_what_stays_undecided_is_refused() {
    use Verdict::{Authentic, Misconfigured, Refused, Undecided};
    let yes = || Authentic(By::new("a test"));
    // At the three points; the status for an event; the status for a body that is none.
    let cases = [
        ([yes(), Refused, Refused], 200, 400),
        ([Undecided, yes(), Refused], 200, 400),
        ([Undecided, Undecided, yes()], 200, 403),
        ([Undecided, Undecided, Undecided], 403, 403),
        ([Refused, yes(), yes()], 403, 403),
        ([Undecided, Refused, yes()], 403, 403),
        ([Undecided, Undecided, Refused], 403, 403),
        ([Misconfigured("x"), yes(), yes()], 500, 500),
        ([Undecided, Misconfigured("x"), yes()], 500, 500),
    ];
    for (verdicts, for_event, for_garbage) in cases {
        let name = format!("{verdicts:?}");
        let receiver = Receiver::new(At(verdicts));
        for (body, expected) in [(EVENT, for_event), ("garbage", for_garbage)] {
            let status = match received(&receiver, head("/", &[]), body) {
                Ok(delivery) => {
                    assert_eq!(delivery.authenticated_by.as_str(), "a test");
                    200
                }
                Err(refusal) => refusal.into_rejection().status().as_u16(),
            };
            assert_eq!(status, expected, "{name} {body}");
        }
    }
}

#[test]
fn the_observer_sees_every_request_once_and_the_bytes_of_the_unreadable() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let receiver = Receiver::builder(rotating())
        .max_body_size(1000)
        .observer({
            let seen = Arc::clone(&seen);
            move |it| {
                let outcome = match it.outcome {
                    Outcome::Delivered(event_type) => format!("delivered {}", event_type.as_str()),
                    Outcome::Unreadable(_, body) => format!("unreadable {} bytes", body.len()),
                    Outcome::Rejected(kind) => format!("rejected {kind:?}"),
                    _ => unreachable!(),
                };
                let by = it.authenticated_by.map(ToString::to_string);
                seen.lock().unwrap().push((outcome, it.body_size, by));
            }
        })
        .build();
    let right = format!("/?secret={CURRENT}");
    received(&receiver, head(&right, &[]), EVENT).unwrap();
    rejected(&receiver, head(&right, &[]), "{}");
    rejected(&receiver, head("/", &[]), EVENT);
    rejected(&receiver, head(&right, &[]), &" ".repeat(1001));
    let by = || Some("secret 1 of 2".to_owned());
    assert_eq!(
        *seen.lock().unwrap(),
        [
            ("delivered OPT_OUT".to_owned(), EVENT.len(), by()),
            ("unreadable 2 bytes".to_owned(), 2, by()),
            ("rejected NotAuthentic { challenge: None }".to_owned(), 0, None),
            ("rejected BodyTooLarge { limit: Some(1000) }".to_owned(), 1001, by()),
        ]
    );
}

#[test]
fn an_answer_may_be_replaced_and_keeps_the_headers_of_its_status() {
    let receiver = Receiver::builder(rotating())
        .answer_with(|kind| Answer {
            status: StatusCode::IM_A_TEAPOT,
            content_type: Some(HeaderValue::from_static("text/plain")),
            body: Bytes::from(format!("{:?}", Answer::problem(kind).status)),
        })
        .build();
    let get = Request::get("/").body(()).unwrap().into_parts().0;
    let rejection = receiver.admit(get).unwrap_err();
    let response = rejection.into_response();
    assert_eq!(response.status(), StatusCode::IM_A_TEAPOT);
    assert_eq!(response.headers()["allow"], "POST");
    assert_eq!(response.headers()["content-type"], "text/plain");
}

#[test]
fn statuses_and_problem_types_never_change() {
    let body = RejectionKind::NotAnEvent;
    let pointer = "/status/id".to_owned();
    let limit = Duration::from_millis(1500);
    let rows = [
        (RejectionKind::Method, 405, "method-not-allowed"),
        (RejectionKind::ContentType, 415, "content-type"),
        (RejectionKind::ContentEncoding, 415, "content-encoding"),
        (RejectionKind::NotAuthentic { challenge: None }, 403, "not-authentic"),
        (RejectionKind::NotAuthentic { challenge: Some("Basic") }, 401, "not-authentic"),
        (RejectionKind::BodyTooLarge { limit: Some(7) }, 413, "body-too-large"),
        (RejectionKind::BodyTooLarge { limit: None }, 413, "body-too-large"),
        (RejectionKind::BodyTimeout { limit }, 408, "body-timeout"),
        (RejectionKind::BodyBroken, 400, "body-broken"),
        (body(EventError::TooManyValues { limit: 7 }), 413, "too-many-values"),
        (body(EventError::TooDeep { limit: 7 }), 400, "too-deep"),
        (body(EventError::NotJson { line: 1, column: 2 }), 400, "not-json"),
        (body(EventError::NotAnEvent { pointer, fault: FaultKind::Missing }), 422, "not-an-event"),
        (RejectionKind::Busy { retry_after: limit }, 503, "busy"),
        (RejectionKind::Misconfigured, 500, "misconfigured"),
    ];
    for (kind, status, name) in rows {
        let answer = Answer::problem(&kind);
        assert_eq!(answer.status, status, "{name}");
        let problem: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(problem["type"], format!("urn:kudosity-webhook:problem:{name}"));
        assert_eq!(problem["status"], status);
        for text in ["title", "detail"] {
            assert!(problem[text].as_str().is_some_and(|text| !text.is_empty()), "{name}");
        }
        assert_eq!(problem.get("pointer").is_some(), name == "not-an-event");
        assert_eq!(problem.get("line").is_some(), name == "not-json");
        assert_eq!(problem.get("column").is_some(), name == "not-json");
    }
}

#[test]
fn anyone_is_accepted_where_the_danger_is_spelled_out() {
    let receiver = Receiver::new(InsecureAcceptAnyone);
    let delivery = received(&receiver, head("/", &[]), EVENT).unwrap();
    assert_eq!(delivery.authenticated_by.as_str(), "nobody (insecure)");
}
