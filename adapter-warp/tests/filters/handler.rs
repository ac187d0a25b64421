//! What a handler has.

use std::sync::Arc;

use kudosity_webhook_warp::{Webhook, webhook};
use serde_json::json;
use warp::Filter;

use crate::wire::{JSON, TARGET, opt_out, post, receiver, send, serve};

#[tokio::test]
async fn a_handler_has_the_applications_state_by_capture() {
    struct App(&'static str);

    let app = Arc::new(App("app"));
    let on_event = move |Webhook(delivery)| {
        let app = Arc::clone(&app);
        async move { format!("{} {}", app.0, delivery.event.person().unwrap().as_str()) }
    };
    let hooks = warp::path!("webhooks" / "kudosity").and(webhook(receiver(), on_event));
    let address = serve(warp::path!("api" / "v1" / ..).and(hooks)).await;
    let answer = post(address, &format!("/api/v1{TARGET}"), opt_out()).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "app 61491570006"));
}

#[tokio::test]
async fn a_chunked_body_and_one_of_three_megabytes_are_accepted() {
    async fn size(Webhook(delivery): Webhook) -> String {
        delivery.body.len().to_string()
    }

    let address = serve(warp::path!("webhooks" / "kudosity").and(webhook(receiver(), size))).await;
    let mut event = opt_out();
    event["opt_out"]["source_message"]["message"] = json!("x".repeat(3_000_000));
    let event = event.to_string();
    let answer = post(address, TARGET, &event).await;
    assert_eq!((answer.status, answer.body), (200, event.len().to_string()));

    let (front, back) = event.split_at(event.len() / 2);
    let chunks = format!("{:x}\r\n{front}\r\n{:x}\r\n{back}\r\n0\r\n\r\n", front.len(), back.len());
    let headers = format!("{JSON}transfer-encoding: chunked\r\n");
    let answer = send(address, &format!("POST {TARGET}"), &headers, chunks).await;
    assert_eq!((answer.status, answer.body), (200, event.len().to_string()));
}
