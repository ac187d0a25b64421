//! Every mount answers as every other receiver does, over real sockets.

mod common;

use actix_web::HttpResponse;
use actix_web::web::{Data, ServiceConfig};
use common::{PATH, by_extractor, by_webhook, serve};
use kudosity_webhook_actix::{Webhook, webhook_to};
use kudosity_webhook_simulator::conformance::{Recorder, assert_conforms};

async fn on_event(recorder: Data<Recorder>, Webhook(delivery): Webhook) -> HttpResponse {
    recorder.record(&delivery.event);
    HttpResponse::Ok().finish()
}

#[actix_web::test]
async fn a_mounted_handler_conforms() {
    assert_conforms(PATH, async |receiver, recorder| {
        serve(|config: &mut ServiceConfig| {
            config.app_data(Data::new(recorder));
            by_webhook(receiver, on_event)(config);
        })
    })
    .await;
}

#[actix_web::test]
async fn the_extractor_conforms() {
    assert_conforms(PATH, async |receiver, recorder| {
        serve(|config: &mut ServiceConfig| {
            config.app_data(Data::new(recorder));
            by_extractor(receiver, on_event)(config);
        })
    })
    .await;
}

#[actix_web::test]
async fn a_mounted_sink_conforms() {
    assert_conforms(PATH, async |receiver, recorder| {
        serve(|config: &mut ServiceConfig| {
            config.service(webhook_to(PATH, receiver, recorder));
        })
    })
    .await;
}
