//! What is around the filters: wrappers, the server's view of the connection, limits outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http_body_util::{Full, Limited};
use kudosity_webhook_simulator::client;
use kudosity_webhook_warp::{AllowedAddresses, Peer, Receiver, Rejection};
use serde_json::Value;
use tower::ServiceExt;
use warp::Filter;
use warp::http::{Request, StatusCode};
use warp::reply::Response;

use crate::mounts::mounts;
use crate::wire::{TARGET, ask, assert_is_problem, opt_out, post, receiver, serve};

#[tokio::test]
async fn wrappers_see_the_answer_and_the_rejection() {
    let tell_kind = |mut response: Response| {
        let rejection = response.extensions().get::<Rejection>();
        let kind = rejection.map_or("none".into(), |it| format!("{:?}", it.kind()));
        response.headers_mut().insert("x-kind", kind.parse().unwrap());
        response
    };
    let logged = Arc::new(AtomicUsize::new(0));
    for mount in mounts(&receiver(), &Arc::default()) {
        let logged = Arc::clone(&logged);
        let count = move |info: warp::log::Info<'_>| {
            assert_eq!(info.path(), "/webhooks/kudosity");
            logged.fetch_add(usize::from(info.status().as_u16()), Ordering::Relaxed);
        };
        let wrapped = mount
            .map(tell_kind)
            .with(warp::reply::with::header("x-wrapped", "yes"))
            .with(warp::trace::request())
            .with(warp::log::custom(count));
        let address = serve(wrapped).await;
        let accepted = post(address, TARGET, opt_out()).await;
        assert_eq!((accepted.status, accepted.header("x-kind")), (200, Some("none")));
        let rejected = post(address, "/webhooks/kudosity", opt_out()).await;
        assert_is_problem(&rejected, 403, "not-authentic");
        assert!(rejected.header("x-kind").is_some_and(|kind| kind.starts_with("NotAuthentic")));
        assert_eq!(rejected.header("x-wrapped"), Some("yes"));
    }
    assert_eq!(logged.load(Ordering::Relaxed), 3 * (200 + 403));
}

#[tokio::test]
async fn the_peer_is_what_the_accept_loop_told_or_else_the_connections() {
    let allowed = AllowedAddresses::new(["127.0.0.1"]).unwrap();
    for mount in mounts(&Receiver::new(allowed), &Arc::default()) {
        let address = serve(mount.clone()).await;
        assert_eq!(post(address, "/webhooks/kudosity", opt_out()).await.status, 200);

        for (told, expected) in
            [(Some("127.0.0.1:9"), 200), (Some("192.0.2.1:9"), 403), (None, 500)]
        {
            let mut request = request("/webhooks/kudosity", &opt_out());
            if let Some(told) = told {
                request.extensions_mut().insert(Peer(told.parse().unwrap()));
            }
            let response = warp::service(mount.clone()).oneshot(request).await.unwrap();
            assert_eq!(response.status(), expected);
        }

        for (connected, told, expected) in
            [("192.0.2.1:9", "127.0.0.1:9", 200), ("127.0.0.1:9", "192.0.2.1:9", 403)]
        {
            let request = warp::test::request().method("POST").path("/webhooks/kudosity");
            let request = request.remote_addr(connected.parse().unwrap()).json(&opt_out());
            let request = request.extension(Peer(told.parse().unwrap()));
            assert_eq!(request.reply(&mount).await.status(), expected, "{connected} {told}");
        }
    }
}

#[tokio::test]
async fn behind_a_proxy_the_client_is_whom_it_saw() {
    let delivery = client::Request::delivery("/webhooks/kudosity", opt_out().to_string())
        .header("x-forwarded-for", "198.51.100.9, 203.0.113.7")
        .header("x-forwarded-for", "10.0.0.2");
    let client = AllowedAddresses::new(["203.0.113.7"]).unwrap();
    let behind = client.clone().behind(["127.0.0.1", "10.0.0.0/8"]).unwrap();
    for (allowed, expected) in [(behind, 200), (client, 403)] {
        for mount in mounts(&Receiver::new(allowed), &Arc::default()) {
            assert_eq!(ask(serve(mount).await, &delivery).await.status, expected);
        }
    }
}

fn request(target: &str, body: &Value) -> Request<Full<bytes::Bytes>> {
    let request = Request::post(target).header("content-type", "application/json");
    request.body(Full::from(body.to_string())).unwrap()
}

#[tokio::test]
async fn a_limit_outside_is_answered_413() {
    for mount in mounts(&receiver(), &Arc::default()) {
        let request = request(TARGET, &opt_out()).map(|body| Limited::new(body, 10));
        let response = warp::service(mount).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
}
