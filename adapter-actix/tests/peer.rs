//! Where a delivery comes from, where the application tells it and where actix-web does.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::test::{call_service, init_service};
use actix_web::{App, HttpMessage};
use common::{PATH, by_extractor, by_webhook, event, post};
use kudosity_webhook_actix::{AllowedAddresses, Peer, Receiver, Webhook};

async fn on_event(_: Webhook) -> &'static str {
    "taken"
}

/// Delivers by both mounts, from what the server tells, in an application that tells the peer itself.
async fn deliver(receiver: &Receiver, server: Option<&str>, told: Option<&str>) -> [u16; 2] {
    let told = told.map(|it| Peer(it.parse().unwrap()));
    let request = || {
        let request = post(PATH, event(0));
        match server {
            Some(server) => request.peer_addr(server.parse().unwrap()).to_request(),
            None => request.to_request(),
        }
    };
    let tell = move |request: ServiceRequest| {
        if let Some(told) = told {
            request.extensions_mut().insert(told);
        }
        request
    };
    let mounted = App::new()
        .configure(by_webhook(receiver.clone(), on_event))
        .wrap_fn(move |request, next| next.call(tell(request)));
    let extracted = App::new()
        .configure(by_extractor(receiver.clone(), on_event))
        .wrap_fn(move |request, next| next.call(tell(request)));
    let status = |response: ServiceResponse| response.status().as_u16();
    [
        status(call_service(&init_service(mounted).await, request()).await.map_into_boxed_body()),
        status(call_service(&init_service(extracted).await, request()).await.map_into_boxed_body()),
    ]
}

#[actix_web::test]
async fn a_peer_that_the_application_told_goes_before_the_servers() {
    let receiver = Receiver::new(AllowedAddresses::new(["203.0.113.7"]).unwrap());
    let (allowed, other) = (Some("203.0.113.7:9"), Some("198.51.100.9:9"));
    for (server, told, expected) in [
        (allowed, None, 200),
        (other, None, 403),
        (other, allowed, 200),
        (allowed, other, 403),
        (None, allowed, 200),
        (None, other, 403),
        (None, None, 500),
    ] {
        let statuses = deliver(&receiver, server, told).await;
        assert_eq!(statuses, [expected; 2], "{server:?} {told:?}");
    }
}

#[cfg(unix)]
#[actix_web::test]
async fn on_a_unix_socket_the_peer_is_whom_the_application_told() {
    use actix_web::HttpServer;
    use actix_web::rt::{self, net::UnixStream};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let path = std::env::temp_dir().join(format!("kudosity-webhook-{}", std::process::id()));
    let allowed = AllowedAddresses::new(["203.0.113.7"]).unwrap();
    let mount = by_webhook(Receiver::new(allowed), on_event);
    let server = HttpServer::new(move || {
        App::new().configure(mount.clone()).wrap_fn(|request, next| {
            let client = request.headers().get("x-client").cloned();
            if let Some(client) = client.and_then(|it| it.to_str().ok()?.parse().ok()) {
                request.extensions_mut().insert(Peer(client));
            }
            next.call(request)
        })
    });
    rt::spawn(server.workers(1).disable_signals().bind_uds(&path).unwrap().run());
    for (client, expected) in [("203.0.113.7:9", "200"), ("198.51.100.9:9", "403"), ("-", "500")] {
        let mut stream = UnixStream::connect(&path).await.unwrap();
        let body = event(0);
        let length = body.len();
        let request = format!(
            "POST {PATH} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-client: {client}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert_eq!(answer.split(' ').nth(1), Some(expected), "{client}");
    }
    std::fs::remove_file(path).unwrap();
}
