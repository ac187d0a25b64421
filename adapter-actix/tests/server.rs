//! Over a socket: the later extractors, the peer, and what actix-web's server does by itself.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::rt::net::TcpStream;
use actix_web::rt::time::{sleep, timeout};
use actix_web::web::Bytes;
use common::{PATH, URL, by_extractor, by_webhook, event, receiver, serve};
use kudosity_webhook_actix::{AllowedAddresses, Receiver, Webhook};
use kudosity_webhook_simulator::client::{Body, Response, Target, Version, send};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const LIMIT: Duration = Duration::from_secs(20);

async fn show_peer(Webhook(delivery): Webhook, body: Bytes) -> String {
    assert_eq!(delivery.body, body);
    format!("from {}", delivery.peer.unwrap().0.ip())
}

/// Both mounts of `show_peer`, served.
fn both(receiver: &Receiver) -> [SocketAddr; 2] {
    [
        serve(by_webhook(receiver.clone(), show_peer)),
        serve(by_extractor(receiver.clone(), show_peer)),
    ]
}

/// Delivers by either version, with a length and without.
async fn deliver_by_every_way(address: SocketAddr) -> Vec<Response> {
    let target = Target::parse(&format!("http://{address}{URL}")).unwrap();
    let mut answers = Vec::new();
    for version in Version::ALL {
        for body in [Body::sized(event(0)), Body::chunked(event(0), 100)] {
            let request = target.delivery("").body(body);
            let answer = send(&target, version, &request, LIMIT).await;
            answers.push(answer.unwrap());
        }
    }
    answers
}

#[actix_web::test]
async fn the_body_is_there_for_a_later_extractor_however_it_came() {
    for address in both(&receiver()) {
        for answer in deliver_by_every_way(address).await {
            assert_eq!((answer.status.as_u16(), &*answer.body), (200, &b"from 127.0.0.1"[..]));
        }
    }
}

#[actix_web::test]
async fn a_body_that_was_taken_before_is_a_fault_of_the_set_up_however_it_came() {
    let late = async |_: Bytes, _: Webhook| HttpResponse::Ok().finish();
    let address = serve(by_extractor(receiver(), late));
    for answer in deliver_by_every_way(address).await {
        assert_eq!(answer.status, 500);
    }
}

#[actix_web::test]
async fn a_connections_own_address_or_the_one_that_a_proxy_saw_is_the_clients() {
    let client = AllowedAddresses::new(["203.0.113.7"]).unwrap();
    for (allowed, status) in [
        (AllowedAddresses::new(["127.0.0.1"]).unwrap(), 200),
        (client.clone().behind(["127.0.0.1", "10.0.0.0/8"]).unwrap(), 200),
        (client, 403),
    ] {
        for address in both(&Receiver::new(allowed)) {
            let target = Target::parse(&format!("http://{address}{PATH}")).unwrap();
            let request = target.delivery(event(0));
            let request = request.header("x-forwarded-for", "198.51.100.9, 203.0.113.7");
            let request = request.header("x-forwarded-for", "10.0.0.2");
            let answer = send(&target, Version::Http1, &request, LIMIT).await.unwrap();
            assert_eq!(answer.status, status);
        }
    }
}

/// Sends requests with a pause between them, and reads until the server has closed the connection.
async fn read_until_closed(address: SocketAddr, requests: &[&str]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    for request in requests {
        stream.write_all(request.as_bytes()).await.unwrap();
        sleep(Duration::from_millis(20)).await;
    }
    let mut answer = String::new();
    let reading = stream.read_to_string(&mut answer);
    timeout(Duration::from_secs(20), reading).await.unwrap().unwrap();
    answer
}

#[actix_web::test]
async fn a_connection_is_kept_until_a_body_is_not_read() {
    let request = |url: &str, body: &str| {
        let length = body.len();
        format!(
            "POST {url} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{body}"
        )
    };
    let (good, no_event) = (request(URL, &event(0)), request(URL, "{}"));
    let forged = request(PATH, &event(0));
    for address in both(&receiver()) {
        let answer = read_until_closed(address, &[&good, &no_event, &good, &forged]).await;
        let statuses: Vec<_> = answer.split("HTTP/1.1 ").skip(1).map(|it| &it[..3]).collect();
        assert_eq!(statuses, ["200", "422", "200", "403"]);
    }
}
