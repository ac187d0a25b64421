//! A fault of the set-up is answered 500, and the log names the line to add.

#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse};
use kudosity_webhook_actix::{InsecureAcceptAnyone, Receiver, Webhook};
use tracing::subscriber::DefaultGuard;

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

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Takes what this thread logs until the guard is dropped.
    fn listen(&self) -> DefaultGuard {
        let writer = self.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
        tracing::subscriber::set_default(subscriber)
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}
