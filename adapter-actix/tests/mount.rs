//! How the mounts live in an application: its state, scopes, middleware and other routes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::{Arc, Mutex};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{DefaultHeaders, Logger, Next, from_fn};
use actix_web::test::TestRequest;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{Error, HttpResponse, Responder};
use common::{PATH, Runs, URL, ask, by_extractor, by_webhook, event, post, receiver};
use kudosity_webhook_actix::{Rejection, RejectionKind, Webhook, WebhookRejection, webhook};

struct Shop {
    name: &'static str,
}

async fn greet(shop: Data<Shop>, Webhook(delivery): Webhook) -> impl Responder {
    format!("{}: {:?}", shop.name, delivery.event.link_hit().map(|hit| hit.hits))
}

fn shop(config: &mut ServiceConfig) {
    config.app_data(Data::new(Shop { name: "shop" }));
}

#[actix_web::test]
async fn a_handler_has_the_applications_state() {
    let mounted = |config: &mut ServiceConfig| {
        shop(config);
        by_webhook(receiver(), greet)(config);
    };
    assert_eq!(ask(mounted, post(URL, event(0))).await.text(), "shop: Some(1)");

    let extracted = |config: &mut ServiceConfig| {
        shop(config);
        by_extractor(receiver(), greet)(config);
    };
    assert_eq!(ask(extracted, post(URL, event(0))).await.text(), "shop: Some(1)");
}

#[actix_web::test]
async fn a_mount_may_stand_in_scopes() {
    let nested = |config: &mut ServiceConfig| {
        shop(config);
        let inner = web::scope("/{tenant}").service(webhook("/kudosity", receiver(), tenant));
        config.service(web::scope("/webhooks").service(inner));
    };
    let answer =
        ask(nested, post("/webhooks/a%20b/kudosity?secret=an-example-of-a-secret", event(0)));
    assert_eq!(answer.await.text(), "a b");
}

async fn tenant(tenant: web::Path<String>, _: Webhook) -> String {
    tenant.into_inner()
}

/// The rejections that passed by.
type Seen = Mutex<Vec<RejectionKind>>;

async fn watch(
    seen: Data<Seen>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let response = next.call(request).await?;
    let error = response.response().error();
    if let Some(WebhookRejection(rejection)) = error.and_then(Error::as_error) {
        seen.lock().unwrap().push(Rejection::kind(rejection).clone());
    }
    Ok(response)
}

#[actix_web::test]
async fn middleware_sees_the_deliveries_and_the_rejections() {
    let seen = Arc::new(Seen::default());
    let wrapped = |config: &mut ServiceConfig| {
        shop(config);
        config.app_data(Data::from(Arc::clone(&seen)));
        let headers = DefaultHeaders::new().add(("x-shop", "yes"));
        let mount = webhook(PATH, receiver(), greet);
        config.service(mount.wrap(from_fn(watch)).wrap(headers).wrap(Logger::default()));
    };

    let accepted = ask(wrapped, post(URL, event(0))).await;
    assert_eq!((accepted.status, accepted.header("x-shop")), (200, Some("yes")));
    assert!(seen.lock().unwrap().is_empty());

    let refused = ask(wrapped, post(PATH, event(0))).await;
    assert_eq!((refused.status, refused.header("x-shop")), (403, Some("yes")));
    assert_eq!(*seen.lock().unwrap(), [RejectionKind::NotAuthentic { challenge: None }]);
}

#[actix_web::test]
async fn other_routes_are_untouched() {
    let neighbours = |config: &mut ServiceConfig| {
        config.route("/before", web::get().to(async || "before"));
        by_webhook(receiver(), async |_: Webhook| HttpResponse::Ok().finish())(config);
        config.route("/after", web::post().to(async |body: Bytes| body));
    };
    for (request, status, body) in [
        (TestRequest::get().uri("/before"), 200, "before"),
        (post("/after", "no event"), 200, "no event"),
        (TestRequest::get().uri("/nowhere"), 404, ""),
        (post("/webhooks/kudosity/", event(0)), 404, ""),
    ] {
        let answer = ask(neighbours, request).await;
        assert_eq!((answer.status, answer.text()), (status, body));
    }
    // Where bodies of any size pass, a neighbour keeps actix-web's limit.
    let large = ask(neighbours, post("/after", event(300_000))).await;
    assert_eq!(large.status, 413);
}

#[actix_web::test]
async fn a_handler_that_takes_no_delivery_is_guarded_all_the_same() {
    let runs = Runs::default();
    let careless = |config: &mut ServiceConfig| {
        runs.share(config);
        let handler = async |runs: Data<Runs>, _: web::Json<serde_json::Value>| {
            runs.add();
            HttpResponse::Ok().finish()
        };
        by_webhook(receiver(), handler)(config);
    };
    assert_eq!(ask(careless, post(PATH, event(0))).await.status, 403);
    assert_eq!(runs.count(), 0);
    assert_eq!(ask(careless, post(URL, event(0))).await.status, 200);
    assert_eq!(runs.count(), 1);
}
