//! What is rejected: answered exactly as core has it, and never by way of the handler.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use actix_web::HttpResponse;
use actix_web::test::TestRequest;
use actix_web::web::{Bytes, Data, ServiceConfig};
use common::{Answer, PATH, Runs, URL, ask, by_extractor, by_webhook, event};
use http::{HeaderValue, StatusCode};
use http_body_util::Full;
use kudosity_webhook_actix::receive::receive;
use kudosity_webhook_actix::{Answer as CoreAnswer, Busy, Delivery, Sink};
use kudosity_webhook_actix::{Receiver, SharedSecret, Webhook, webhook_to};

async fn on_event(runs: Data<Runs>, _: Webhook, _: Bytes) -> HttpResponse {
    runs.add();
    HttpResponse::Ok().finish()
}

impl Sink for Runs {
    async fn deliver(&self, _: Delivery) -> Result<(), Busy> {
        self.add();
        Ok(())
    }
}

/// A request in the words of `http` 1, to be sent to core and to actix-web.
type Request = http::Request<Bytes>;

fn json(uri: &str) -> http::request::Builder {
    http::Request::post(uri).header("content-type", "application/json")
}

/// Requests that a receiver rejects which takes 1,000 bytes.
fn bad_requests() -> Vec<(u16, Request)> {
    let good = || Bytes::from(event(0));
    let doubled = format!("{URL}&secret=an-example-of-a-secret");
    let too_large = || Bytes::from(event(1000));
    [
        (405, http::Request::get(URL).body(Bytes::new())),
        (405, http::Request::put(URL).body(good())),
        (405, http::Request::delete(PATH).body(Bytes::new())),
        (415, http::Request::post(URL).body(good())),
        (415, http::Request::post(URL).header("content-type", "text/plain").body(good())),
        (415, json(URL).header("content-type", "application/json").body(good())),
        (415, json(URL).header("content-encoding", "gzip").body(gzipped())),
        (403, json(PATH).body(good())),
        (403, json(&doubled).body(good())),
        (413, json(URL).header("content-length", "1200").body(too_large())),
        (413, json(URL).body(too_large())),
        (400, json(URL).body(Bytes::new())),
        (400, json(URL).body("{".into())),
        (422, json(URL).body("{}".into())),
    ]
    .map(|(status, request)| (status, request.unwrap()))
    .into()
}

/// `{}`, compressed.
fn gzipped() -> Bytes {
    Bytes::from_static(
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00",
    )
}

fn to_actix(request: &Request) -> TestRequest {
    let method = request.method().as_str().parse().unwrap();
    let to = TestRequest::with_uri(&request.uri().to_string()).method(method);
    let to = request
        .headers()
        .iter()
        .fold(to, |to, (name, value)| to.append_header((name.as_str(), value.as_bytes())));
    to.set_payload(request.body().clone())
}

async fn by_core(receiver: &Receiver, request: Request) -> Answer {
    let (head, body) = request.into_parts();
    let refusal = receive(receiver, head, Full::new(body)).await.unwrap_err();
    let rejection = refusal.into_rejection();
    let headers: Vec<_> = rejection.headers().collect();
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Answer::new(rejection.status().as_u16(), headers, rejection.body())
}

async fn check(receiver: &Receiver, requests: Vec<(u16, Request)>) {
    let runs = Runs::default();
    for (status, request) in requests {
        let expected = by_core(receiver, request.clone()).await;
        assert_eq!(expected.status, status, "{request:?}");

        let mounted = |config: &mut ServiceConfig| {
            runs.share(config);
            by_webhook(receiver.clone(), on_event)(config);
        };
        assert_eq!(ask(mounted, to_actix(&request)).await, expected, "{request:?}");

        let extracted = |config: &mut ServiceConfig| {
            runs.share(config);
            by_extractor(receiver.clone(), on_event)(config);
        };
        assert_eq!(ask(extracted, to_actix(&request)).await, expected, "{request:?}");

        let sink = |config: &mut ServiceConfig| {
            config.service(webhook_to(PATH, receiver.clone(), runs.clone()));
        };
        assert_eq!(ask(sink, to_actix(&request)).await, expected, "{request:?}");
    }
    assert_eq!(runs.count(), 0);
}

#[actix_web::test]
async fn what_is_rejected_is_answered_as_core_has_it_and_never_handled() {
    let secret = SharedSecret::new("an-example-of-a-secret").unwrap();
    let receiver = Receiver::builder(secret).max_body_size(1000).build();
    check(&receiver, bad_requests()).await;
}

#[actix_web::test]
async fn a_challenge_is_answered() {
    let secret = SharedSecret::new("an-example-of-a-secret").unwrap();
    let receiver = Receiver::new(secret.in_basic("kudosity").unwrap());
    check(&receiver, vec![(401, json(URL).body(event(0).into()).unwrap())]).await;
}

#[actix_web::test]
async fn an_answer_of_the_applications_own_is_answered() {
    let secret = SharedSecret::new("an-example-of-a-secret").unwrap();
    let answer = |_: &_| {
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        CoreAnswer::new(StatusCode::from_u16(499).unwrap(), Some(text), "nein")
    };
    let receiver = Receiver::builder(secret.clone()).answer_with(answer).build();
    check(&receiver, vec![(499, http::Request::get(URL).body(Bytes::new()).unwrap())]).await;

    let bare = |_: &_| CoreAnswer::new(StatusCode::NOT_FOUND, None, "");
    let receiver = Receiver::builder(secret).answer_with(bare).build();
    check(&receiver, vec![(404, json(PATH).body(event(0).into()).unwrap())]).await;
}
