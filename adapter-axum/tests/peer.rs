//! Where a delivery comes from, as far as axum tells.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::extract::connect_info::MockConnectInfo;
use axum::http::StatusCode;
use axum::routing::post;
use kudosity_webhook_axum::{
    AllowedAddresses, Busy, Delivery, Peer, Receiver, Sink, Webhook, WebhookLayer, tell_peer,
    webhook, webhook_to,
};
use kudosity_webhook_simulator::client::{Target, Version, send};
use tokio::net::TcpListener;
use tower::util::MapRequestLayer;

const PATH: &str = "/webhooks/kudosity";

const EVENT: &str = r#"{"event_type":"OPT_OUT","timestamp":"2026-02-03T04:05:06Z","opt_out":
    {"source":"SMS_INBOUND","source_message":{"recipient":"61491570006"}}}"#;

async fn on_event(_: Webhook) {}

struct Accepting;

impl Sink for Accepting {
    async fn deliver(&self, _: Delivery) -> Result<(), Busy> {
        Ok(())
    }
}

/// Every way to mount a receiver that needs the peer.
fn mounts(allowed: AllowedAddresses) -> [Router; 3] {
    let receiver = Receiver::new(allowed);
    let layers = (MapRequestLayer::new(tell_peer), WebhookLayer::new(receiver.clone()));
    [
        Router::new().route(PATH, webhook(receiver.clone(), on_event)),
        Router::new().route(PATH, post(on_event).layer(layers)),
        Router::new().route(PATH, webhook_to(receiver, Accepting)),
    ]
}

/// Delivers from this machine, as what two proxies passed on.
async fn deliver(app: Router, with_connect_info: bool) -> StatusCode {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = if with_connect_info {
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async { axum::serve(listener, app).await })
    } else {
        tokio::spawn(async { axum::serve(listener, app).await })
    };
    let target = Target::parse(&format!("http://{address}{PATH}")).unwrap();
    let delivery = target
        .delivery(EVENT)
        .header("x-forwarded-for", "198.51.100.9, 203.0.113.7")
        .header("x-forwarded-for", "10.0.0.2");
    let answer = send(&target, Version::Http1, &delivery, Duration::from_secs(10)).await;
    serving.abort();
    answer.unwrap().status
}

#[tokio::test]
async fn a_connections_own_address_or_the_one_that_a_proxy_saw_is_the_clients() {
    let client = AllowedAddresses::new(["203.0.113.7"]).unwrap();
    for (allowed, expected) in [
        (AllowedAddresses::new(["127.0.0.1"]).unwrap(), 200),
        (client.clone().behind(["127.0.0.1", "10.0.0.0/8"]).unwrap(), 200),
        (client, 403),
    ] {
        for mount in mounts(allowed) {
            assert_eq!(deliver(mount, true).await, expected);
        }
    }
}

#[tokio::test]
async fn without_connect_info_the_peer_is_missed_unless_a_test_tells_it() {
    for mount in mounts(AllowedAddresses::new(["192.0.2.1"]).unwrap()) {
        assert_eq!(deliver(mount.clone(), false).await, 500);
        for (peer, expected) in [("192.0.2.1:9", 200), ("127.0.0.1:9", 403)] {
            let peer: SocketAddr = peer.parse().unwrap();
            let told = mount.clone().layer(MockConnectInfo(peer));
            assert_eq!(deliver(told, false).await, expected);
        }
    }
}

#[tokio::test]
async fn a_peer_that_the_application_told_goes_before_the_servers() {
    for (allowed, expected) in [("192.0.2.1", 200), ("127.0.0.1", 403)] {
        for mount in mounts(AllowedAddresses::new([allowed]).unwrap()) {
            let told = mount.layer(MapRequestLayer::new(|mut request: Request| {
                request.extensions_mut().insert(Peer(([192, 0, 2, 1], 9).into()));
                request
            }));
            for with_connect_info in [true, false] {
                let status = deliver(told.clone(), with_connect_info).await;
                assert_eq!(status, expected, "{allowed} {with_connect_info}");
            }
        }
    }
}
