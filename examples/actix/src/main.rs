//! Receives Kudosity webhooks on actix-web: `cargo run -p example-actix -- --help`.

use actix_web::{App, HttpResponse, HttpServer, web};
use examples_common::{Example, Failure, PATH};
use kudosity_webhook_actix::{Webhook, webhook};

#[actix_web::main]
async fn main() -> Result<(), Failure> {
    let example = web::Data::new(Example::from_args()?);
    let listener = example.listener()?;
    example.announce(listener.local_addr()?)?;

    let app = move || {
        App::new().app_data(example.clone()).service(webhook(PATH, example.receiver(), on_event))
    };
    // actix-web stops on Ctrl-C and SIGTERM by itself.
    HttpServer::new(app).shutdown_timeout(10).listen_auto_h2c(listener)?.run().await?;
    Ok(())
}

async fn on_event(example: web::Data<Example>, Webhook(delivery): Webhook) -> HttpResponse {
    match example.print(&delivery.event) {
        Ok(()) => HttpResponse::Ok().finish(),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
