//! A fault of the set-up is answered 500, and the log names the line to add.

#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../core/tests/log/mod.rs"]
mod log;

use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse};
use kudosity_webhook_actix::{InsecureAcceptAnyone, Receiver, Webhook};
use log::Log;

#[actix_web::test]
async fn a_handler_without_a_receiver_and_one_that_takes_the_body_first() {
    let log = Log::default();
    let _listening = log.listen();
    let without = web::post().to(async |_: Webhook| HttpResponse::Ok().finish());
    let body_first = web::post().to(async |_: Bytes, _: Webhook| HttpResponse::Ok().finish());
    let resource = web::resource("/body-first").app_data(Receiver::new(InsecureAcceptAnyone));
    let app = App::new().route("/without", without).service(resource.route(body_first));
    let app = init_service(app).await;

    for (path, remedies) in [
        ("/without", ["webhook(path, receiver, handler)", ".app_data(receiver.clone())"]),
        ("/body-first", ["`Webhook` first", "then `Bytes`"]),
    ] {
        let request = TestRequest::post().uri(path).set_payload("{}");
        let request = request.insert_header(("content-type", "application/json"));
        let request = request.insert_header(("content-length", 2)).to_request();
        assert_eq!(call_service(&app, request).await.status(), 500);
        for remedy in remedies {
            assert!(log.text().contains(remedy), "{remedy} in {}", log.text());
        }
    }
}
