use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::join_all;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

use crate::body::Body;
use crate::mount::{self, HEADERS, TARGET};

/// How deliveries are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// By hyper, one after another on each of the connections.
    Http1,
    /// By hyper, so many at once on one connection, as the provider sends them.
    Http2,
    /// The same bytes each time, one after another on each of the connections: it costs next to
    /// nothing beside the server.
    Bytes,
}

impl Client {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Http1, Self::Http2, Self::Bytes];
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http1 => "HTTP/1.1",
            Self::Http2 => "HTTP/2",
            Self::Bytes => "HTTP/1.1 as bytes",
        })
    }
}

/// Senders of one body, each of which waits for its answer before it sends again.
#[derive(Debug)]
pub struct Load {
    runtime: Runtime,
    senders: Vec<Sender>,
}

impl Load {
    /// Connects so many senders.
    pub fn connect(address: SocketAddr, client: Client, senders: usize, body: &Body) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let senders = runtime.block_on(async {
            if client == Client::Http2 {
                return Sender::http2(address, body, senders).await;
            }
            // One after another, since a server has only so many waiting to be accepted.
            let mut connected = Vec::new();
            while connected.len() < senders {
                connected.push(match client {
                    Client::Bytes => Sender::bytes(address, body).await,
                    _ => Sender::http1(address, body).await,
                });
            }
            connected
        });
        Self { runtime, senders }
    }

    /// Sends so many deliveries, and tells how long that took.
    pub fn send(&mut self, count: u64) -> Duration {
        let sent = AtomicU64::new(0);
        let started = Instant::now();
        self.runtime.block_on(join_all(self.senders.iter_mut().map(async |sender| {
            while sent.fetch_add(1, Ordering::Relaxed) < count {
                sender.send().await;
            }
        })));
        started.elapsed()
    }
}

#[derive(Debug)]
enum Sender {
    Http1(http1::SendRequest<Full<Bytes>>, Box<Request<Full<Bytes>>>),
    Http2(http2::SendRequest<Full<Bytes>>, Box<Request<Full<Bytes>>>),
    Bytes(TcpStream, Vec<u8>),
}

impl Sender {
    async fn http1(address: SocketAddr, body: &Body) -> Self {
        let stream = TokioIo::new(connected(address).await);
        let (connection, driver) = http1::handshake(stream).await.unwrap();
        tokio::spawn(driver);
        Self::Http1(connection, Box::new(mount::request(body).map(Full::new)))
    }

    async fn http2(address: SocketAddr, body: &Body, count: usize) -> Vec<Self> {
        let stream = TokioIo::new(connected(address).await);
        let (connection, driver) = http2::handshake(TokioExecutor::new(), stream).await.unwrap();
        tokio::spawn(driver);
        let mut request = mount::request(body).map(Full::new);
        *request.uri_mut() = format!("http://{address}{TARGET}").parse().unwrap();
        request.headers_mut().remove("host");
        (0..count).map(|_| Self::Http2(connection.clone(), Box::new(request.clone()))).collect()
    }

    async fn bytes(address: SocketAddr, body: &Body) -> Self {
        Self::Bytes(connected(address).await, as_bytes(body))
    }

    async fn send(&mut self) {
        let answer = match self {
            Self::Http1(connection, request) => {
                connection.ready().await.unwrap();
                connection.send_request(request.as_ref().clone()).await
            }
            Self::Http2(connection, request) => {
                connection.send_request(request.as_ref().clone()).await
            }
            Self::Bytes(stream, request) => return send_bytes(stream, request).await,
        };
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 200);
        answer.into_body().collect().await.unwrap();
    }
}

async fn send_bytes(stream: &mut TcpStream, request: &[u8]) {
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::with_capacity(512);
    while !answer.ends_with(b"\r\n\r\n") {
        assert_ne!(stream.read_buf(&mut answer).await.unwrap(), 0, "the server hung up");
    }
    assert!(answer.starts_with(b"HTTP/1.1 200 "), "{}", answer.escape_ascii());
}

/// A delivery by HTTP/1.1.
pub(crate) fn as_bytes(body: &Body) -> Vec<u8> {
    let length = ("content-length", body.bytes.len().to_string());
    let headers = HEADERS.map(|(name, value)| (name, value.to_owned())).into_iter();
    let headers = headers.chain([length]).map(|(name, value)| format!("{name}: {value}\r\n"));
    let head = format!("POST {TARGET} HTTP/1.1\r\n{}\r\n", headers.collect::<String>());
    [head.as_bytes(), &body.bytes].concat()
}

pub(crate) async fn connected(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}
