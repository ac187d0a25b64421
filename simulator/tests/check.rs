//! `check` on servers of every kind, by their URL alone.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::net::SocketAddr;
use std::time::Duration;

use axum::routing::{get, post};
use axum::{Json, Router};
use common::{Answer, recording, serve, unused};
use http::{HeaderValue, Request, Response, StatusCode, Uri};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use kudosity_webhook::{
    Answer as Problem, Receiver, ReceiverBuilder, RejectionKind, SharedSecret, WebhookLayer,
};
use kudosity_webhook_simulator::client::{ConnectError, NoAnswer, Target, Version};
use kudosity_webhook_simulator::conformance::{
    Answers, CheckError, Limits, Options, Recorder, Report, check,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower::{ServiceBuilder, service_fn};

const SECRET: &str = "a-secret-of-a-server.of~its_own";

/// So long that a body comes in its time on a busy machine too.
const BODY_TIMEOUT: Duration = Duration::from_secs(3);

/// Small, so that the tests are quick; the default is tried at every mount.
const MAX_BODY_SIZE: usize = 300_000;

fn secret() -> SharedSecret {
    SharedSecret::new(SECRET).unwrap()
}

fn limited(receiver: ReceiverBuilder) -> Receiver {
    receiver.body_timeout(BODY_TIMEOUT).max_body_size(MAX_BODY_SIZE).max_values(400).build()
}

/// A server of the layer, whose handler answers 200.
async fn serve_layer(receiver: ReceiverBuilder) -> SocketAddr {
    let layer = WebhookLayer::new(limited(receiver));
    serve(ServiceBuilder::new().layer(layer).service(recording(Recorder::new()))).await
}

fn target(addr: SocketAddr) -> Target {
    Target::parse(&format!("http://{addr}/hooks?secret={SECRET}")).unwrap()
}

fn options() -> Options {
    let mut options = Options::default();
    options.limits.body_timeout = BODY_TIMEOUT;
    options.limits.max_body_size = MAX_BODY_SIZE;
    options.limits.max_values = 400;
    options
}

async fn report_on(target: &Target, options: &Options) -> Report {
    check(target, options, |_| {}).await.unwrap()
}

/// The case by that version, whether it passed, and what is told of it.
fn told(report: &Report, name: &str, version: Version) -> (bool, String) {
    let mut outcomes = report.outcomes.iter();
    let outcome = outcomes.find(|it| it.case.name == name && it.version == version).unwrap();
    (outcome.passed(), outcome.to_string())
}

#[tokio::test]
async fn a_conforming_server_passes_and_any_two_have_the_same_report() {
    let mut reports = Vec::new();
    for _ in 0..2 {
        let target = target(serve_layer(Receiver::builder(secret())).await);
        let (mut seen, mut announced) = (0, 0);
        let options = options();
        let report = check(&target, &options, |progress| {
            seen += 1;
            assert_eq!(progress.done, seen);
            announced = progress.total;
        });
        let report = report.await.unwrap();
        report.assert_passed();
        assert_eq!((report.outcomes.len(), announced), (seen, seen));
        reports.push((format!("{report:#}"), serde_json::to_string(&report).unwrap()));
    }
    assert_eq!(reports[0], reports[1]);
    let (text, _) = &reports[0];
    for expected in [
        "passed          HTTP/1.1      HTTP/2\n",
        "left out: 2 cases that cannot be said in HTTP/1.1\n",
        "left out: a case that cannot be said in HTTP/2\n",
        "left out: a case that the limits leave no room for\n",
        "passed  HTTP/2    secret: two secrets, both right\n",
        "passed  HTTP/1.1  samples: an honest delivery after all other cases\n",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert!(!text.contains("\nFAILED") && !text.contains(SECRET));
}

#[tokio::test]
async fn the_secret_is_where_the_url_has_it() {
    let in_header = serve_layer(Receiver::builder(secret().in_header("x-key").unwrap())).await;
    let in_basic = serve_layer(Receiver::builder(secret().in_basic("provider").unwrap())).await;
    let in_query = serve_layer(Receiver::builder(secret().in_query("token").unwrap())).await;
    let parse = |url: String| Target::parse(&url).unwrap();
    let header = parse(format!("http://{in_header}/?tenant=7"));
    for target in [
        header.with_header(&format!("X-Key: {SECRET}")).unwrap(),
        parse(format!("http://provider:{SECRET}@{in_basic}/")),
        parse(format!("http://{in_query}/?token={SECRET}")),
    ] {
        report_on(&target, &options()).await.assert_passed();
    }
}

#[tokio::test]
async fn limits_other_than_those_that_are_said_are_found_out() {
    let target = target(serve_layer(Receiver::builder(secret())).await);
    let mut options = options();
    options.limits = Limits::default();
    options.limits.body_timeout = BODY_TIMEOUT * 2;
    let report = report_on(&target, &options).await;
    for (name, fault) in [
        ("the largest body", "the status is 413 Payload Too Large instead of a success"),
        ("as many values as may be", "the status is 413 Payload Too Large instead of a success"),
        ("a body that never comes", "The body was not complete within 3 s."),
    ] {
        let (passed, told) = told(&report, name, Version::Http1);
        assert!(!passed && told.contains(fault), "{told}");
    }
}

#[tokio::test]
async fn texts_of_its_own_pass_where_the_statuses_alone_count() {
    let receiver = Receiver::builder(secret()).answer_with(|kind| {
        let text = HeaderValue::from_static("text/plain");
        Problem::new(Problem::problem(kind).status, Some(text), "no")
    });
    let target = target(serve_layer(receiver).await);
    let mut statuses = options();
    statuses.answers = Answers::Status;
    report_on(&target, &statuses).await.assert_passed();

    let exact = report_on(&target, &options()).await;
    let (passed, told) = told(&exact, "an empty list", Version::Http2);
    assert!(!passed && told.contains("application/problem+json"), "{told}");
}

#[tokio::test]
async fn who_keeps_what_is_no_event_passes_where_that_is_said() {
    let receiver = Receiver::builder(secret()).answer_with(|kind| match kind {
        RejectionKind::NotAnEvent(_) => Problem::new(StatusCode::OK, None, ""),
        kind => Problem::problem(kind),
    });
    let target = target(serve_layer(receiver).await);
    let mut keeping = options();
    keeping.acknowledges_unreadable = true;
    report_on(&target, &keeping).await.assert_passed();

    let report = report_on(&target, &options()).await;
    let (passed, told) = told(&report, "an opt-out of nobody", Version::Http1);
    assert!(!passed && told.contains("the status is 200 OK instead of 422"), "{told}");
}

#[tokio::test]
async fn any_success_of_a_handler_is_one_and_nothing_else() {
    for (status, expected) in [(204, None), (302, Some(302)), (500, Some(500))] {
        let handler = move |_: Request<Full<Bytes>>| async move {
            let response = Response::builder().status(status).body(Full::<Bytes>::default());
            Answer::Ok(response.unwrap())
        };
        let layer = WebhookLayer::new(limited(Receiver::builder(secret())));
        let addr = serve(ServiceBuilder::new().layer(layer).service(service_fn(handler))).await;
        match (check(&target(addr), &options(), |_| {}).await, expected) {
            (Ok(report), None) => report.assert_passed(),
            (Err(CheckError::NotTaken { status, .. }), Some(expected)) => {
                assert_eq!(status, expected);
            }
            (came, _) => assert!(came.is_ok() == expected.is_none(), "{status}: {came:?}"),
        }
    }
}

#[tokio::test]
async fn a_secret_that_a_server_repeats_is_told_without_it() {
    let echo = async |uri: Uri| (StatusCode::OK, uri.to_string());
    let target = target(serve_axum(Router::new().route("/hooks", axum::routing::any(echo))).await);
    let report = report_on(&target, &options()).await;
    let (passed, told) = told(&report, "an empty body", Version::Http1);
    assert!(!passed && told.contains("the answer repeats the secret of the request"), "{told}");
    let json = serde_json::to_string(&report).unwrap();
    for told in [format!("{report:#}"), json] {
        assert!(told.contains("/hooks?secret=[secret]") && !told.contains(SECRET));
    }
}

async fn serve_axum(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, app).await });
    addr
}

#[tokio::test]
async fn a_handler_of_bare_json_is_found_out_and_it_is_said_where() {
    let app = Router::new().route("/hooks", post(async |Json(_): Json<Value>| StatusCode::OK));
    let target = target(serve_axum(app).await);
    let mut options = options();
    options.limits.max_body_size = 8 * 1024 * 1024;
    options.answers = Answers::Status;
    options.patience = Duration::from_secs(2);
    let report = report_on(&target, &options).await;
    assert!(!report.passed());
    for (name, passes, fault) in [
        ("sms_status", true, ""),
        ("no secret", false, "the status is 200 OK instead of 403"),
        ("two secrets, both right", false, "the status is 200 OK instead of 403"),
        ("content type that only ends in json", false, "the status is 200 OK instead of 415"),
        ("the largest body", false, "the status is 413 Payload Too Large instead of a success"),
        ("a body that never comes", false, "no answer in time"),
        ("one value too many", false, "the status is 200 OK instead of 413"),
        ("an opt-out of nobody", false, "the status is 200 OK instead of 422"),
        ("/event_type twice", false, "the status is 200 OK instead of 422"),
        ("a link whose quote moved, as a URL", true, ""),
    ] {
        for version in Version::ALL {
            let (passed, told) = told(&report, name, version);
            assert_eq!(passed, passes, "{told}");
            assert!(told.contains(fault), "{told}");
        }
    }
    let text = report.to_string();
    assert!(text.contains("samples         18 of 18    18 of 18\n"), "{text}");
    assert!(text.contains("doubled keys     1 of 15     1 of 15\n"), "{text}");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["passed"], false);
    let no_secret = json["cases"].as_array().unwrap().iter();
    let no_secret = no_secret.filter(|case| case["name"] == "no secret").collect::<Vec<_>>();
    assert_eq!(no_secret[1]["version"], "HTTP/2");
    assert_eq!(no_secret[1]["expected"]["status"], 403);
    assert_eq!(no_secret[1]["expected"]["problem"], "not-authentic");
    assert_eq!(no_secret[1]["came"]["status"], 200);
}

#[tokio::test]
async fn a_server_whose_http2_is_broken_does_not_pass_for_one_without_it() {
    let handler = |request: Request<Incoming>| async move {
        if request.version() == http::Version::HTTP_2 {
            std::future::pending::<()>().await;
        }
        Answer::Ok(Response::default())
    };
    let target = target(serve(service_fn(handler)).await);
    let mut options = options();
    options.patience = Duration::from_secs(1);
    let error = check(&target, &options, |_| {}).await.unwrap_err();
    let CheckError::NoAnswer { version: Version::Http2, source } = error else {
        unreachable!("{error:?}");
    };
    assert!(matches!(source, NoAnswer::TimedOut), "{source}");
}

#[tokio::test]
async fn what_would_fail_every_case_is_one_error_with_its_remedy() {
    let health = serve_axum(Router::new().route("/health", get("ok"))).await;
    let not_found = check(&target(health), &options(), |_| {}).await.unwrap_err();
    assert!(matches!(not_found, CheckError::NotTaken { status: 404, detail: None }));
    assert!(not_found.to_string().contains("check the path"), "{not_found}");

    let layer = serve_layer(Receiver::builder(secret())).await;
    let wrong = Target::parse(&format!("http://{layer}/?secret=another-secret-here")).unwrap();
    let refused = check(&wrong, &options(), |_| {}).await.unwrap_err();
    assert!(matches!(refused, CheckError::NotTaken { status: 403, detail: Some(_) }));
    for part in [
        "does not carry the credential",
        "check the secret",
        "x-forwarded-for",
        "signed references",
    ] {
        assert!(refused.to_string().to_lowercase().contains(part), "{part}: {refused}");
    }

    let broken = async || {
        let problem = json!({"type": "urn:x", "detail": "the receiver's log has \u{1b} it"});
        (StatusCode::INTERNAL_SERVER_ERROR, problem.to_string())
    };
    let broken = serve_axum(Router::new().route("/hooks", post(broken))).await;
    let broken = check(&target(broken), &options(), |_| {}).await.unwrap_err().to_string();
    assert!(
        broken.contains("(the receiver's log has \\u{1b} it): the handler or the set-up"),
        "{broken}"
    );

    let (addr, _bound) = unused();
    let unreachable = check(&target(addr), &options(), |_| {}).await.unwrap_err();
    let CheckError::NoAnswer { source: NoAnswer::Unconnected(error), .. } = &unreachable else {
        unreachable!("{unreachable:?}");
    };
    assert!(matches!(error, ConnectError::Unreachable { .. }));
    assert!(unreachable.to_string().contains("start the server"), "{unreachable}");
}

#[tokio::test]
async fn without_a_secret_the_cases_about_secrets_fail_or_are_left_out_by_choice() {
    let anyone = kudosity_webhook::InsecureAcceptAnyone;
    let addr = serve_layer(Receiver::builder(anyone)).await;
    let target = Target::parse(&format!("http://{addr}/hooks")).unwrap();
    let error = check(&target, &options(), |_| {}).await.unwrap_err();
    assert!(matches!(error, CheckError::NoSecret));

    let mut without = options();
    without.without_secret = true;
    let report = report_on(&target, &without).await;
    report.assert_passed();
    let text = report.to_string();
    assert!(text.contains("left out: the cases about secrets, since none is known\n"), "{text}");
    assert!(!text.contains("\nsecret "), "{text}");
}

#[tokio::test]
async fn a_server_of_one_version_is_tried_by_that_unless_the_other_is_asked_for() {
    let layer = WebhookLayer::new(limited(Receiver::builder(secret())));
    let service = ServiceBuilder::new().layer(layer).service(recording(Recorder::new()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = target(listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = hyper_util::service::TowerToHyperService::new(service.clone());
            let stream = hyper_util::rt::TokioIo::new(stream);
            let http1 = hyper::server::conn::http1::Builder::new();
            tokio::spawn(http1.serve_connection::<_, _>(stream, service));
        }
    });
    let report = report_on(&target, &options()).await;
    report.assert_passed();
    assert_eq!(report.versions, [Version::Http1]);
    assert_eq!(report.unspoken, [Version::Http2]);
    let not_spoken =
        "not tried by HTTP/2: the server does not speak it (axum needs its feature `http2`)";
    assert!(report.to_string().contains(not_spoken), "{report}");
    assert_eq!(serde_json::to_value(&report).unwrap()["not_spoken"], json!(["HTTP/2"]));

    let mut by_http1 = options();
    by_http1.versions = vec![Version::Http1];
    let report = report_on(&target, &by_http1).await;
    assert!(report.to_string().contains("not tried by HTTP/2: it was not asked for"), "{report}");

    let mut by_http2 = options();
    by_http2.versions = vec![Version::Http2];
    let error = check(&target, &by_http2, |_| {}).await.unwrap_err();
    assert!(matches!(error, CheckError::NoAnswer { version: Version::Http2, .. }), "{error:?}");
    assert!(error.to_string().contains("perhaps the server speaks HTTP/1.1 alone"), "{error}");
}
