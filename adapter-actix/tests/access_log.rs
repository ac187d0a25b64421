//! What stands in the logs: the secret is kept out by the format that the README gives.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::Mutex;

use actix_web::middleware::Logger;
use actix_web::{App, HttpResponse, test};
use common::{URL, by_webhook, event, post, receiver};
use kudosity_webhook_actix::Webhook;
use log::{LevelFilter, Log, Metadata, Record};

/// Everything that was logged, by whomever.
static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Lines;

impl Log for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        LINES.lock().unwrap().push(record.args().to_string());
    }

    fn flush(&self) {}
}

const FORMAT: &str = r#"%a "%{method}xi %U" %s %b "%{User-Agent}i" %T"#;

fn quiet() -> Logger {
    assert!(include_str!("../README.md").contains(FORMAT));
    Logger::new(FORMAT).custom_request_replace("method", |request| request.method().to_string())
}

async fn deliver(logger: Logger) -> String {
    let app = App::new().wrap(logger).configure(by_webhook(receiver(), on_event));
    let app = test::init_service(app).await;
    for url in [URL, &format!("{URL}&secret=again")] {
        test::call_and_read_body(&app, post(url, event(0)).to_request()).await;
    }
    LINES.lock().unwrap().drain(..).collect::<Vec<_>>().join("\n")
}

async fn on_event(_: Webhook) -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[actix_web::test]
async fn the_secret_is_kept_out_of_the_access_log_by_the_format_of_the_readme() {
    log::set_logger(&Lines).unwrap();
    log::set_max_level(LevelFilter::Trace);

    let shown = deliver(Logger::default()).await;
    assert!(shown.contains("an-example-of-a-secret"), "{shown}");

    let hidden = deliver(quiet()).await;
    assert!(hidden.contains("POST /webhooks/kudosity\" 200"), "{hidden}");
    assert!(hidden.contains("POST /webhooks/kudosity\" 403"), "{hidden}");
    assert!(!hidden.contains("secret="), "{hidden}");
}
