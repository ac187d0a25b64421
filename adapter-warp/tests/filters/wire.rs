//! What the tests share: a receiver, an event, a server on a socket, and a client for it.

use std::net::SocketAddr;
use std::time::Duration;

use kudosity_webhook_simulator::client::{Request, Target, Version, send};
use kudosity_webhook_warp::{Receiver, SharedSecret};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use warp::http::HeaderMap;
use warp::{Filter, Rejection, Reply};

pub(crate) const SECRET: &str = "a-secret-for-the-warp-tests";
pub(crate) const TARGET: &str = "/webhooks/kudosity?secret=a-secret-for-the-warp-tests";

pub(crate) fn receiver() -> Receiver {
    Receiver::new(SharedSecret::new(SECRET).unwrap())
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
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// Sends a request, and reads the answer.
pub(crate) async fn ask(address: SocketAddr, request: &Request) -> Answer {
    let target = Target::parse(&format!("http://{address}/")).unwrap();
    let answer = send(&target, Version::Http1, request, Duration::from_secs(20)).await.unwrap();
    let body = String::from_utf8(answer.body.to_vec()).unwrap();
    Answer { status: answer.status.as_u16(), headers: answer.headers, body }
}

/// Posts JSON with its length declared.
pub(crate) async fn post(address: SocketAddr, target: &str, body: impl ToString) -> Answer {
    ask(address, &Request::delivery(target, body.to_string())).await
}

pub(crate) async fn get(address: SocketAddr, target: &str) -> Answer {
    ask(address, &Request::new("GET", target).header("host", "localhost")).await
}

pub(crate) fn assert_is_problem(answer: &Answer, status: u16, problem: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["type"], format!("urn:kudosity-webhook:problem:{problem}"));
    assert_eq!(body["status"], status);
}
