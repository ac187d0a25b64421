//! The extractor by itself: what it takes, what it leaves, and faults of the set-up.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use actix_web::dev::ServiceRequest;
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Bytes, Data, Payload, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use common::{PATH, URL, ask, by_extractor, by_webhook, event, post, receiver};
use kudosity_webhook_actix::{RejectionKind, Webhook, WebhookRejection};

const MIB: usize = 1024 * 1024;

async fn compare(Webhook(delivery): Webhook, body: Bytes) -> impl Responder {
    assert_eq!(delivery.body, body);
    body
}

#[actix_web::test]
async fn the_body_is_there_for_a_later_extractor_whatever_its_size() {
    for size in [0, 3 * MIB] {
        let body = event(size);
        let mounted = ask(by_webhook(receiver(), compare), post(URL, body.clone())).await;
        assert_eq!((mounted.status, mounted.text()), (200, body.as_str()));
        let extracted = ask(by_extractor(receiver(), compare), post(URL, body.clone())).await;
        assert_eq!((extracted.status, extracted.text()), (200, body.as_str()));
    }
}

#[actix_web::test]
async fn the_body_is_there_as_a_stream_and_as_text() {
    let handler = async |_: Webhook, body: Payload| body.to_bytes().await;
    let answer = ask(by_extractor(receiver(), handler), post(URL, event(MIB))).await;
    assert_eq!(answer.text(), event(MIB));

    let handler = async |_: Webhook, body: String| body;
    let answer = ask(by_extractor(receiver(), handler), post(URL, event(0))).await;
    assert_eq!(answer.text(), event(0));
}

#[actix_web::test]
async fn a_later_extractor_keeps_its_own_limit() {
    let default = |config: &mut ServiceConfig| {
        let resource = web::resource(PATH).app_data(receiver());
        config.service(resource.route(web::route().to(compare)));
    };
    assert_eq!(ask(default, post(URL, event(0))).await.status, 200);
    assert_eq!(ask(default, post(URL, event(MIB))).await.status, 413);
    // What is not authentic is refused first.
    assert_eq!(ask(default, post(PATH, event(MIB))).await.status, 403);
}

#[actix_web::test]
async fn a_handler_may_take_what_is_rejected() {
    async fn on_either(received: Result<Webhook, WebhookRejection>, body: Bytes) -> HttpResponse {
        match received {
            Ok(_) => HttpResponse::Ok().body(body),
            Err(WebhookRejection(rejection)) => {
                assert!(body.is_empty());
                HttpResponse::BadGateway().body(format!("{:?}", rejection.kind()))
            }
        }
    }
    let either = || by_extractor(receiver(), on_either);
    assert_eq!(ask(either(), post(URL, event(0))).await.text(), event(0));
    let refused = ask(either(), post(PATH, event(0))).await;
    assert_eq!((refused.status, refused.text()), (502, "NotAuthentic { challenge: None }"));
}

#[actix_web::test]
async fn a_receiver_may_be_shared_data() {
    let shared = |config: &mut ServiceConfig| {
        config.app_data(Data::new(receiver()));
        config.route(PATH, web::post().to(async |_: Webhook| "taken"));
    };
    assert_eq!(ask(shared, post(URL, event(0))).await.text(), "taken");
}

#[actix_web::test]
async fn several_extractors_may_take_the_delivery() {
    async fn twice(Webhook(one): Webhook, Webhook(other): Webhook) -> impl Responder {
        assert_eq!(one.body, other.body);
        "taken"
    }
    let mounted = ask(by_webhook(receiver(), twice), post(URL, event(0))).await;
    assert_eq!(mounted.text(), "taken");
    let extracted = ask(by_extractor(receiver(), twice), post(URL, event(0))).await;
    assert_eq!(extracted.text(), "taken");
}

#[actix_web::test]
async fn middleware_that_extracts_leaves_the_body_for_the_handler() {
    let wrapped = |config: &mut ServiceConfig| {
        let extract = from_fn(async |mut request: ServiceRequest, next: Next<_>| {
            request.extract::<Webhook>().await?;
            next.call(request).await
        });
        let resource = web::resource(PATH).app_data(receiver());
        config.service(resource.route(web::route().to(compare)).wrap(extract));
    };
    assert_eq!(ask(wrapped, post(URL, event(0))).await.text(), event(0));
}

#[actix_web::test]
async fn a_body_that_was_taken_before_is_a_fault_of_the_set_up() {
    let late = async |_: Bytes, _: Webhook| HttpResponse::Ok().finish();
    let answer = ask(by_extractor(receiver(), late), post(URL, event(0))).await;
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("urn:kudosity-webhook:problem:misconfigured"));
    // Behind the mount the order does not matter.
    assert_eq!(ask(by_webhook(receiver(), late), post(URL, event(0))).await.status, 200);
}

#[actix_web::test]
async fn a_missing_receiver_is_a_fault_of_the_set_up() {
    async fn missing(received: Result<Webhook, WebhookRejection>) -> impl Responder {
        let WebhookRejection(rejection) = received.unwrap_err();
        assert_eq!(*rejection.kind(), RejectionKind::Misconfigured);
        HttpResponse::Ok()
    }
    let without = |config: &mut ServiceConfig| {
        config.route("/checked", web::post().to(missing));
        config.route(PATH, web::post().to(async |_: Webhook| HttpResponse::Ok().finish()));
    };
    assert_eq!(ask(without, post("/checked", event(0))).await.status, 200);
    let answer = ask(without, post(URL, event(0))).await;
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("urn:kudosity-webhook:problem:misconfigured"));
}
