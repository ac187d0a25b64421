//! Receives Kudosity webhooks on actix-web: `cargo run -p example-actix -- --help`.

use actix_web::{App, HttpResponse, HttpServer, rt, web};
use examples_common::{Example, Failure, PATH, stop_signal};
use kudosity_webhook_actix::{Webhook, webhook};

#[actix_web::main]
async fn main() -> Result<(), Failure> {
    let example = web::Data::new(Example::from_args()?);
    let listener = example.listener()?;
    example.announce(listener.local_addr()?)?;

    let app = move || {
        App::new().app_data(example.clone()).service(webhook(PATH, example.receiver(), on_event))
    };
    // By itself actix-web stops gracefully on SIGTERM, but drops deliveries in flight on Ctrl-C.
    let server = HttpServer::new(app).disable_signals().shutdown_timeout(10);
    let server = server.listen_auto_h2c(listener)?.run();
    let handle = server.handle();
    rt::spawn(async move {
        stop_signal().await;
        // A second signal ends what is still open.
        let forced = handle.clone();
        rt::spawn(async move {
            stop_signal().await;
            forced.stop(false).await;
        });
        handle.stop(true).await;
    });
    Ok(server.await?)
}

async fn on_event(example: web::Data<Example>, Webhook(delivery): Webhook) -> HttpResponse {
    match example.print(&delivery.event) {
        Ok(()) => HttpResponse::Ok().finish(),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
