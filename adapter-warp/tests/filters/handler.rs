//! What a handler has.

use std::sync::Arc;

use kudosity_webhook_warp::{Webhook, webhook};
use warp::Filter;

use crate::wire::{TARGET, opt_out, post, receiver, serve};

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
