//! Every mount answers as every other receiver does, over a real socket.

mod common;

use actix_web::HttpResponse;
use actix_web::web::{Data, ServiceConfig};
use common::{PATH, by_extractor, by_webhook, serve};
use kudosity_webhook_actix::{Busy, Delivery, Receiver, Sink, Webhook, webhook_to};
use kudosity_webhook_simulator::conformance::{Credential, Recorder, Server, receiver, run};

async fn on_event(recorder: Data<Recorder>, Webhook(delivery): Webhook) -> HttpResponse {
    recorder.record(&delivery.event);
    HttpResponse::Ok().finish()
}

struct Recording(Recorder);

impl Sink for Recording {
    async fn deliver(&self, delivery: Delivery) -> Result<(), Busy> {
        self.0.record(&delivery.event);
        Ok(())
    }
}

async fn conforms(mount: impl Fn(&mut ServiceConfig, Receiver, Recorder) + Copy + Send + 'static) {
    for credential in Credential::ALL {
        let (receiver, recorder) = (receiver(credential), Recorder::new());
        let shared = recorder.clone();
        let addr = serve(move |config| mount(config, receiver, shared));
        let server = Server { addr, path: PATH.to_owned(), credential, recorder };
        run(&server).await.assert_passed();
    }
}

#[actix_web::test]
async fn a_mounted_handler_conforms() {
    conforms(|config, receiver, recorder| {
        config.app_data(Data::new(recorder));
        by_webhook(receiver, on_event)(config);
    })
    .await;
}

#[actix_web::test]
async fn the_extractor_conforms() {
    conforms(|config, receiver, recorder| {
        config.app_data(Data::new(recorder));
        by_extractor(receiver, on_event)(config);
    })
    .await;
}

#[actix_web::test]
async fn a_mounted_sink_conforms() {
    conforms(|config, receiver, recorder| {
        config.service(webhook_to(PATH, receiver, Recording(recorder)));
    })
    .await;
}
