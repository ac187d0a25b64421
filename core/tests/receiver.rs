//! The receiver: its limits, its observer, its answers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod requests;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode};
use kudosity_webhook::event::{EventError, FaultKind};
use kudosity_webhook::{
    Answer, Busy, Delivery, Disposition, Outcome, Receiver, RejectionKind, Sink, Unreadable,
};
use requests::{CURRENT, EVENT, head, received, rejected, rotating};

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
        .answer_with(|kind| {
            let text = HeaderValue::from_static("text/plain");
            Answer::new(StatusCode::IM_A_TEAPOT, Some(text), kind.name())
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
fn the_answer_to_a_head_request_has_no_body() {
    let receiver = Receiver::new(rotating());
    for (method, has_body) in [("HEAD", false), ("GET", true)] {
        let request = Request::builder().method(method).body(()).unwrap();
        let rejection = receiver.admit(request.into_parts().0).unwrap_err();
        assert_eq!(rejection.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(!rejection.body().is_empty(), has_body);
    }
}

#[test]
fn a_second_content_encoding_is_refused_whatever_it_says() {
    let receiver = Receiver::new(rotating());
    let uri = format!("/?secret={CURRENT}");
    for (encodings, is_refused) in [
        (&["identity"][..], false),
        (&["Identity "], false),
        (&["gzip"], true),
        (&["identity", "identity"], true),
        (&["identity", "gzip"], true),
    ] {
        let headers: Vec<_> = encodings.iter().map(|it| ("content-encoding", *it)).collect();
        let refused = receiver.admit(head(&uri, &headers)).err().map(|it| it.kind().clone());
        let expected = is_refused.then_some(RejectionKind::ContentEncoding);
        assert_eq!(refused, expected, "{encodings:?}");
    }
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
        (
            RejectionKind::NotAuthentic { challenge: Some(HeaderValue::from_static("Basic")) },
            401,
            "not-authentic",
        ),
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
    let readme = include_str!("../../README.md");
    let table = include_str!("../src/rejection/mod.rs");
    for (kind, status, name) in rows {
        assert_eq!(kind.name(), name);
        let row =
            |line: &&str| line.contains(&format!("{name}`")) && line.contains(&status.to_string());
        assert!(readme.lines().any(|line| row(&line)), "{status} {name} in the README");
        assert!(table.lines().any(|line| row(&line)), "{status} {name} in the docs");
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
fn a_length_that_is_no_number_is_as_good_as_none() {
    let receiver = Receiver::builder(rotating()).max_body_size(1_000).build();
    let uri = format!("/?secret={CURRENT}");
    for length in ["", " ", "-1", "+2000", "1e9", "0x1000", "2000, 2000", "many", "0", " 1000\t"] {
        assert!(receiver.admit(head(&uri, &[("content-length", length)])).is_ok(), "{length:?}");
    }
    let doubled = [("content-length", "2000"), ("content-length", "2000")];
    assert!(receiver.admit(head(&uri, &doubled)).is_ok());
    for length in ["1001", "0001001", " 1001 ", "18446744073709551616"] {
        let refused = receiver.admit(head(&uri, &[("content-length", length)])).unwrap_err();
        assert_eq!(refused.kind(), &RejectionKind::BodyTooLarge { limit: Some(1_000) }, "{length}");
    }
}

#[test]
fn a_declared_length_takes_no_share_of_the_bytes_in_flight_before_it_came() {
    let size = 8 * 1024 * 1024;
    let receiver = Receiver::builder(rotating()).max_in_flight(size).build();
    let declared = size.to_string();
    let uri = format!("/?secret={CURRENT}");
    let slow = || {
        let intake = receiver.admit(head(&uri, &[("content-length", &declared)])).unwrap();
        let intake = intake.push(Bytes::from_static(b"{")).unwrap();
        intake.push(Bytes::from_static(b" ")).unwrap()
    };
    let held: Vec<_> = (0..1_000).map(|_| slow()).collect();
    received(&receiver, head(&uri, &[]), EVENT).unwrap();
    drop(held);

    // What is held is counted with its room to grow, and given back when it is not needed.
    let intake = receiver.admit(head(&uri, &[])).unwrap();
    let intake = intake.push(Bytes::from(vec![b' '; size / 2])).unwrap();
    let intake = intake.push(Bytes::from_static(b"{}")).unwrap();
    let other = receiver.admit(head(&uri, &[])).unwrap();
    let refused = other.push(Bytes::from(vec![b' '; size / 2])).unwrap_err();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    let unreadable = intake.finish().unwrap_err();
    let other = receiver.admit(head(&uri, &[])).unwrap();
    assert!(other.push(Bytes::from(vec![b' '; size / 2 - 2])).is_ok());
    drop(unreadable);
}

#[test]
fn a_sink_that_is_busy_is_told_to_the_observer_with_the_request_that_it_was_busy_for() {
    struct Full;
    impl Sink for Full {
        async fn deliver(&self, _: Delivery) -> Result<(), Busy> {
            Err(Busy { retry_after: Duration::ZERO })
        }
        async fn unreadable(&self, _: Unreadable) -> Result<Disposition, Busy> {
            Err(Busy { retry_after: Duration::from_millis(1_001) })
        }
    }

    let seen = Arc::new(Mutex::new(Vec::new()));
    let receiver = Receiver::builder(rotating())
        .observer({
            let seen = Arc::clone(&seen);
            move |it| {
                let by = it.authenticated_by.map(ToString::to_string);
                let name = match it.outcome {
                    Outcome::Rejected(kind) => kind.name(),
                    _ => "handed on",
                };
                seen.lock().unwrap().push((name, it.body_size, by));
            }
        })
        .build();
    let uri = format!("/?secret={CURRENT}");
    for (body, retry_after) in [(EVENT, "1"), ("[]", "2")] {
        let received = received(&receiver, head(&uri, &[]), body);
        let busy = block_on(receiver.hand_to(&Full, received)).unwrap_err();
        assert_eq!(busy.into_response().headers()["retry-after"], retry_after);
    }
    let by = || Some("secret 1 of 2".to_owned());
    let [event, list] = [EVENT.len(), 2];
    assert_eq!(
        *seen.lock().unwrap(),
        [
            ("handed on", event, by()),
            ("busy", event, by()),
            ("handed on", list, by()),
            ("busy", list, by())
        ]
    );
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
fn what_handles_rejections_and_unreadable_bodies_can_be_tested() {
    let error = EventError::NotJson { line: 1, column: 1 };
    let unreadable = Unreadable::for_test("{", error.clone());
    assert_eq!(unreadable.rejection.kind(), &RejectionKind::NotAnEvent(error));
    assert_eq!(unreadable.rejection.status(), StatusCode::BAD_REQUEST);
}
