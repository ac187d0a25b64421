//! Over HTTP/2, as the provider's client speaks it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::net::SocketAddr;

use actix_web::HttpResponse;
use actix_web::rt::net::TcpStream;
use actix_web::web::Bytes;
use common::{PATH, URL, by_extractor, by_webhook, event, receiver, serve};
use http::Request;
use kudosity_webhook_actix::Webhook;

/// Sends a body in two frames, and gives the status and the body of the answer.
async fn send(address: SocketAddr, url: &str, length: Option<usize>) -> (u16, String) {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut client, connection) = h2::client::handshake(stream).await.unwrap();
    actix_web::rt::spawn(connection);

    let mut request =
        Request::post(format!("http://a{url}")).header("content-type", "application/json");
    if let Some(length) = length {
        request = request.header("content-length", length);
    }
    let (response, mut sending) = client.send_request(request.body(()).unwrap(), false).unwrap();
    let body = Bytes::from(event(0));
    let _ = sending.send_data(body.slice(..100), false);
    let _ = sending.send_data(body.slice(100..), true);

    let (head, mut receiving) = response.await.unwrap().into_parts();
    let mut answer = Vec::new();
    while let Some(data) = receiving.data().await {
        answer.extend(data.unwrap());
    }
    (head.status.as_u16(), String::from_utf8(answer).unwrap())
}

async fn echo(Webhook(delivery): Webhook, body: Bytes) -> Bytes {
    assert_eq!(delivery.body, body);
    body
}

#[actix_web::test]
async fn a_delivery_comes_with_or_without_its_length() {
    for address in [serve(by_webhook(receiver(), echo)), serve(by_extractor(receiver(), echo))] {
        for length in [None, Some(event(0).len())] {
            assert_eq!(send(address, URL, length).await, (200, event(0)));
            assert_eq!(send(address, PATH, length).await.0, 403);
        }
    }
}

#[actix_web::test]
async fn a_body_that_was_taken_before_is_a_fault_of_the_set_up() {
    let late = async |_: Bytes, _: Webhook| HttpResponse::Ok().finish();
    let address = serve(by_extractor(receiver(), late));
    for length in [None, Some(event(0).len())] {
        assert_eq!(send(address, URL, length).await.0, 500);
    }
}
