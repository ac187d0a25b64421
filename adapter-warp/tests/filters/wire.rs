//! What the tests share: a receiver, an event, a server on a socket, and a client that sees every
//! byte.

use std::net::SocketAddr;

use kudosity_webhook_warp::{Receiver, SharedSecret};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use warp::{Filter, Rejection, Reply};

pub(crate) const SECRET: &str = "a-secret-for-the-warp-tests";
pub(crate) const TARGET: &str = "/webhooks/kudosity?secret=a-secret-for-the-warp-tests";
pub(crate) const JSON: &str = "content-type: application/json\r\n";

pub(crate) fn receiver() -> Receiver {
    Receiver::builder(SharedSecret::new(SECRET).unwrap()).max_body_size(4_000_000).build()
}

pub(crate) fn opt_out() -> Value {
    json!({
        "event_type": "OPT_OUT",
        "timestamp": "2026-02-03T04:05:06Z",
        "opt_out": { "source": "SMS_INBOUND", "source_message": { "recipient": "61491570006" } },
    })
}

/// Serves a filter on a free port.
pub(crate) async fn serve<F>(filter: F) -> SocketAddr
where
    F: Filter<Extract: Reply, Error: Into<Rejection>> + Send + Sync + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(warp::serve(filter.boxed()).incoming(listener).run());
    address
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Sends a request, head and body as they are, and reads the answer.
pub(crate) async fn send(
    address: SocketAddr,
    request_line: &str,
    headers: &str,
    body: impl AsRef<[u8]>,
) -> Answer {
    let head =
        format!("{request_line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{head}\r\n").as_bytes()).await.unwrap();
    stream.write_all(body.as_ref()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    parse(&answer)
}

/// Posts JSON with its length declared.
pub(crate) async fn post(address: SocketAddr, target: &str, body: impl ToString) -> Answer {
    let body = body.to_string();
    let headers = format!("{JSON}content-length: {}\r\n", body.len());
    send(address, &format!("POST {target}"), &headers, body).await
}

fn parse(answer: &str) -> Answer {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap());
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Answer { status, headers, body: body.to_owned() }
}

pub(crate) fn assert_is_problem(answer: &Answer, status: u16, problem: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["type"], format!("urn:kudosity-webhook:problem:{problem}"));
    assert_eq!(body["status"], status);
}
