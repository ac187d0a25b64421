//! Over a socket: chunks, slow and broken bodies, and what actix-web's server does by itself.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::rt::net::TcpStream;
use actix_web::rt::time::{sleep, timeout};
use actix_web::web::Bytes;
use common::{PATH, URL, by_extractor, by_webhook, event, receiver, serve};
use kudosity_webhook_actix::{AllowedAddresses, Receiver, SharedSecret, Webhook};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Starts a delivery to `url` with this further header.
fn head(url: &str, header: &str) -> String {
    format!("POST {url} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n{header}\r\n\r\n")
}

fn length(body: &str) -> String {
    format!("content-length: {}", body.len())
}

/// Sends parts with a pause between them, and reads until the server has closed the connection.
async fn send(address: SocketAddr, parts: &[&str]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    for part in parts {
        stream.write_all(part.as_bytes()).await.unwrap();
        sleep(Duration::from_millis(20)).await;
    }
    read(stream).await
}

async fn read(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    let reading = stream.read_to_string(&mut answer);
    timeout(Duration::from_secs(20), reading).await.unwrap().unwrap();
    answer
}

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

#[actix_web::test]
async fn a_body_may_come_in_chunks() {
    let body = event(0);
    let (one, other) = body.split_at(100);
    let head = head(URL, "connection: close\r\ntransfer-encoding: chunked");
    let one = format!("{:x}\r\n{one}\r\n", one.len());
    let other = format!("{:x}\r\n{other}\r\n0\r\n\r\n", other.len());
    for address in both(&receiver()) {
        let answer = send(address, &[&head, &one, &other]).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.ends_with("\r\n\r\nfrom 127.0.0.1"), "{answer}");
    }
}

#[actix_web::test]
async fn a_connections_own_address_or_the_one_that_a_proxy_saw_is_the_clients() {
    let body = event(0);
    let forwarded = "x-forwarded-for: 198.51.100.9, 203.0.113.7\r\nx-forwarded-for: 10.0.0.2";
    let delivery = head(PATH, &format!("connection: close\r\n{forwarded}\r\n{}", length(&body)));
    let client = AllowedAddresses::new(["203.0.113.7"]).unwrap();
    for (allowed, status) in [
        (AllowedAddresses::new(["127.0.0.1"]).unwrap(), "200 OK"),
        (client.clone().behind(["127.0.0.1", "10.0.0.0/8"]).unwrap(), "200 OK"),
        (client, "403 Forbidden"),
    ] {
        for address in both(&Receiver::new(allowed)) {
            let answer = send(address, &[&delivery, &body]).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{answer}");
        }
    }
}

#[actix_web::test]
async fn a_slow_body_is_answered_in_time() {
    let secret = SharedSecret::new("an-example-of-a-secret").unwrap();
    let impatient = Receiver::builder(secret).body_timeout(Duration::from_millis(100)).build();
    let head = head(URL, "content-length: 100");
    for address in both(&impatient) {
        let answer = send(address, &[&head, "{"]).await;
        assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
        assert!(answer.contains("urn:kudosity-webhook:problem:body-timeout"), "{answer}");
    }
}

#[actix_web::test]
async fn a_broken_body_is_answered() {
    let head = head(URL, "transfer-encoding: chunked");
    for address in both(&receiver()) {
        let answer = send(address, &[&head, "no length\r\n"]).await;
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
        assert!(answer.contains("urn:kudosity-webhook:problem:body-broken"), "{answer}");
    }
}

#[actix_web::test]
async fn a_body_that_breaks_off_is_answered_where_the_sender_still_reads() {
    let head = head(URL, "content-length: 100");
    for address in both(&receiver()) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let answer = read(stream).await;
        assert!(answer.contains("urn:kudosity-webhook:problem:body-broken"), "{answer}");
    }
}

#[actix_web::test]
async fn a_connection_is_kept_until_a_body_is_not_read() {
    let body = event(0);
    let good = head(URL, &length(&body)) + &body;
    let no_event = head(URL, &length("{}")) + "{}";
    let forged = head(PATH, &length(&body)) + &body;
    for address in both(&receiver()) {
        let answer = send(address, &[&good, &no_event, &good, &forged]).await;
        let statuses: Vec<_> = answer.split("HTTP/1.1 ").skip(1).map(|it| &it[..3]).collect();
        assert_eq!(statuses, ["200", "422", "200", "403"]);
    }
}
