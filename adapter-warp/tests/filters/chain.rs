//! The receiver in a chain of filters, and where `recover` goes.

use kudosity_webhook_warp::{Webhook, WebhookRejection, delivery, recover};
use warp::{Filter, Rejection};

use crate::wire::{SECRET, TARGET, opt_out, post, receiver, serve};

#[tokio::test]
async fn a_chain_takes_parameters_beside_the_delivery() {
    async fn on_event(tenant: String, Webhook(delivery): Webhook, app: &'static str) -> String {
        format!("{app} {tenant} {}", delivery.event.event_type.as_str())
    }

    let hooks = warp::path!("tenants" / String / "hooks")
        .and(delivery(receiver()))
        .and(warp::any().map(|| "app"))
        .then(on_event)
        .recover(recover);
    let address = serve(hooks.or(warp::any().map(|| "the catch-all's answer"))).await;
    let answer = post(address, &format!("/tenants/seven/hooks?secret={SECRET}"), opt_out()).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "app seven OPT_OUT"));
    let answer = post(address, "/tenants/seven/hooks", opt_out()).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("not-authentic"));
}

#[tokio::test]
async fn recover_passes_on_what_is_not_the_receivers() {
    #[derive(Debug)]
    struct OutOfStock;
    impl warp::reject::Reject for OutOfStock {}

    let refusing = |_: Webhook| async { Err::<String, _>(warp::reject::custom(OutOfStock)) };
    let own = |rejection: Rejection| async move {
        match rejection.find::<OutOfStock>() {
            Some(_) => Ok("out of stock"),
            None => Err(rejection),
        }
    };
    let hooks = warp::path!("webhooks" / "kudosity")
        .and(delivery(receiver()))
        .and_then(refusing)
        .recover(recover);
    let address = serve(hooks.or(warp::path!("other").map(|| "other")).recover(own)).await;
    assert_eq!(post(address, TARGET, opt_out()).await.body, "out of stock");
    assert_eq!(post(address, "/other", opt_out()).await.body, "other");
    assert_eq!(post(address, "/nowhere", opt_out()).await.status, 404);
    assert_eq!(post(address, TARGET, "{}").await.status, 422);
}

#[tokio::test]
async fn without_recover_directly_behind_the_handler_a_neighbour_answers() {
    let hooks =
        warp::path!("webhooks" / "kudosity").and(delivery(receiver())).map(|_: Webhook| "handled");
    let catch_all = warp::post().map(|| "the catch-all's answer");

    let nowhere = serve(hooks.clone()).await;
    assert_eq!(post(nowhere, "/webhooks/kudosity", opt_out()).await.status, 500);
    let too_late = serve(hooks.clone().or(catch_all).recover(recover)).await;
    let answer = post(too_late, "/webhooks/kudosity", opt_out()).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "the catch-all's answer"));
    let in_place = serve(hooks.recover(recover).or(catch_all)).await;
    assert_eq!(post(in_place, "/webhooks/kudosity", opt_out()).await.status, 403);
}

#[tokio::test]
async fn a_rejection_can_be_told_by_an_own_recover() {
    let tell = |rejection: Rejection| async move {
        let ours = rejection.find::<WebhookRejection>().map(|it| format!("{:?}", it.0.kind()));
        ours.ok_or(rejection)
    };
    let hooks = warp::path!("webhooks" / "kudosity")
        .and(delivery(receiver()))
        .map(|_: Webhook| "handled")
        .recover(tell);
    let answer = post(serve(hooks).await, "/webhooks/kudosity", opt_out()).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "NotAuthentic { challenge: None }"));
}
