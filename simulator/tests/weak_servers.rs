//! A server that does not do what a receiver must is found out.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use kudosity_webhook::{Answer as Problem, Delivery, Event, Receiver, WebhookLayer};
use kudosity_webhook_simulator::client::{End, Version};
use kudosity_webhook_simulator::conformance::{
    Expected, Place, Recorder, Report, SECRET, Server, Topic, receiver,
};
use kudosity_webhook_simulator::samples;
use tower::{ServiceBuilder, service_fn};

use common::{Answer, serve};

async fn report_on(addr: std::net::SocketAddr, recorder: Recorder) -> Report {
    let server = Server::new(addr, "/hooks", in_header(), recorder).unwrap();
    let mut cases = server.cases();
    // One that waits for what never comes has no answer to wait for.
    cases.retain(|case| case.request.body_plan().end() != End::Never);
    cases.retain(|case| matches!(case.topic, Topic::Samples | Topic::Secret));
    server.run(cases).await
}

fn in_header() -> Place {
    Place::Header("x-gateway-secret".to_owned())
}

/// The names of the cases that failed, and what is wrong with each.
fn failures(report: &Report) -> Vec<(&str, String)> {
    report.failed().map(|it| (it.case.name.as_str(), it.faults.join("; "))).collect()
}

/// The layer around a handler that records what `seen` makes of an event.
async fn report_on_the_layer(
    receiver: Receiver,
    seen: impl Fn(&Recorder, &Event) -> StatusCode + Clone + Send + 'static,
) -> Report {
    let recorder = Recorder::new();
    let shared = recorder.clone();
    let on_event = move |request: Request<Full<Bytes>>| {
        let delivery = request.extensions().get::<Delivery>().unwrap();
        let status = seen(&shared, &delivery.event);
        async move { Answer::Ok(Response::builder().status(status).body(Full::default()).unwrap()) }
    };
    let layer = WebhookLayer::new(receiver);
    let service = ServiceBuilder::new().layer(layer).service(service_fn(on_event));
    report_on(serve(service).await, recorder).await
}

fn record(recorder: &Recorder, event: &Event) -> StatusCode {
    recorder.record(event);
    StatusCode::OK
}

#[tokio::test]
async fn a_server_that_believes_everybody_fails_every_case_about_secrets() {
    let recorder = Recorder::new();
    let shared = recorder.clone();
    let on_request = move |request: Request<Incoming>| {
        let shared = shared.clone();
        async move {
            let body = request.into_body().collect().await.unwrap().to_bytes();
            if let Ok(event) = Event::from_body(body) {
                shared.record(&event);
            }
            Answer::Ok(Response::default())
        }
    };
    let report = report_on(serve(service_fn(on_request)).await, recorder).await;
    for outcome in &report.outcomes {
        let refused = matches!(outcome.case.expected, Expected::Rejected(_));
        assert_eq!(outcome.passed(), !refused, "{outcome}");
    }
    let told = report.to_string();
    assert!(
        told.contains(
            "FAILED  HTTP/1.1  secret: two secrets, both right\n  expected  403 Forbidden, NotAuthentic"
        ),
        "{told}"
    );
    assert!(told.contains("0 of 10     0 of 10\n"), "{told}");
    assert!(
        told.contains(
            "  came      200 OK, and one event\n  - the status is 200 OK instead of 403\n"
        )
    );
    assert!(told.contains("  - the handler saw one event instead of none\n"));
    assert!(!told.contains("\npassed  ") && format!("{report:#}").contains("passed  HTTP/2  "));
}

#[tokio::test]
#[should_panic(expected = "0 of 10     0 of 10")]
async fn a_report_of_failures_fails_the_test() {
    let not_found =
        |_: Request<Incoming>| async { Answer::Ok(Response::new(Full::from("not found"))) };
    report_on(serve(service_fn(not_found)).await, Recorder::new()).await.assert_passed();
}

#[tokio::test]
async fn a_handler_that_is_not_reached_or_reached_twice_is_found_out() {
    let unreached = report_on_the_layer(receiver(&in_header()), |_, _| StatusCode::OK).await;
    assert_eq!(failures(&unreached).len(), unreached.outcomes.len());
    assert!(failures(&unreached)[0].1.contains("the handler saw no event instead of one"));

    let twice = report_on_the_layer(receiver(&in_header()), |recorder, event| {
        record(recorder, event);
        record(recorder, event)
    });
    let twice = twice.await;
    assert!(failures(&twice)[0].1.contains("the handler saw 2 events instead of one"));
}

#[tokio::test]
async fn a_handler_that_sees_another_event_or_answers_otherwise_is_found_out() {
    let altered = |recorder: &Recorder, event: &Event| {
        let mut event = event.clone();
        event.webhook_name = None;
        record(recorder, &event)
    };
    let report = report_on_the_layer(receiver(&in_header()), altered).await;
    let (name, fault) = &failures(&report)[0];
    assert_eq!(*name, "sms_status");
    assert!(
        fault.contains(r#"has nothing at "/webhook_name" instead of "parcel updates""#),
        "{fault}"
    );

    let answers_201 = |recorder: &Recorder, event: &Event| {
        recorder.record(event);
        StatusCode::CREATED
    };
    let report = report_on_the_layer(receiver(&in_header()), answers_201).await;
    assert!(failures(&report)[0].1.contains("the status is 201 Created instead of 200"));
}

#[tokio::test]
async fn another_answer_to_a_refusal_is_found_out() {
    let secret = kudosity_webhook::SharedSecret::new(SECRET).unwrap();
    let secret = secret.in_header("x-gateway-secret").unwrap();
    let receiver = Receiver::builder(secret)
        .answer_with(|kind| {
            let mut answer = Problem::problem(kind);
            answer.content_type = None;
            answer
        })
        .build();
    let report = report_on_the_layer(receiver, record).await;
    let samples = samples::all().count();
    assert_eq!(failures(&report).len(), report.outcomes.len() - Version::ALL.len() * samples);
    let (_, fault) = &failures(&report)[0];
    assert!(
        fault.contains(r#"content-type is [] instead of ["application/problem+json"]"#),
        "{fault}"
    );
}

#[tokio::test]
async fn an_answer_that_repeats_the_request_is_found_out() {
    let recorder = Recorder::new();
    let shared = recorder.clone();
    let on_event = move |request: Request<Full<Bytes>>| {
        shared.record(&request.extensions().get::<Delivery>().unwrap().event);
        async { Answer::Ok(Response::default()) }
    };
    let service = ServiceBuilder::new()
        .map_response(|mut response: Response<_>| {
            response.headers_mut().insert("location", SECRET.parse().unwrap());
            response
        })
        .layer(WebhookLayer::new(receiver(&in_header())))
        .service(service_fn(on_event));
    let report = report_on(serve(service).await, recorder).await;
    assert!(failures(&report)[0].1.contains("of the request"));
}
