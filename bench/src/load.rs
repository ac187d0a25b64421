use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::join_all;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

use crate::body::Body;
use crate::mount::{HEADERS, TARGET};

/// How deliveries travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// One after another on each of the connections.
    Http1,
    /// So many at once on one connection, as the provider sends them.
    Http2,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http1 => "HTTP/1.1",
            Self::Http2 => "HTTP/2",
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
    pub fn connect(address: SocketAddr, version: Version, senders: usize, body: &Body) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let senders = runtime.block_on(async {
            match version {
                Version::Http1 => {
                    join_all((0..senders).map(|_| Http1::connect(address, body))).await
                }
                Version::Http2 => Http2::connect(address, body, senders).await,
            }
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
    Http1(Http1),
    Http2(Http2),
}

impl Sender {
    async fn send(&mut self) {
        match self {
            Self::Http1(sender) => sender.send().await,
            Self::Http2(sender) => sender.send().await,
        }
    }
}

/// Sends the same bytes each time: to make a request would cost more than to receive it.
#[derive(Debug)]
struct Http1 {
    stream: TcpStream,
    request: Vec<u8>,
}

impl Http1 {
    async fn connect(address: SocketAddr, body: &Body) -> Sender {
        let stream = connected(address).await;
        let length = ("content-length", body.bytes.len().to_string());
        let headers = HEADERS.map(|(name, value)| (name, value.to_owned())).into_iter();
        let headers = headers.chain([length]).map(|(name, value)| format!("{name}: {value}\r\n"));
        let head = format!("POST {TARGET} HTTP/1.1\r\n{}\r\n", headers.collect::<String>());
        Sender::Http1(Self { stream, request: [head.as_bytes(), &body.bytes].concat() })
    }

    async fn send(&mut self) {
        self.stream.write_all(&self.request).await.unwrap();
        let mut answer = Vec::with_capacity(512);
        while !answer.ends_with(b"\r\n\r\n") {
            assert_ne!(self.stream.read_buf(&mut answer).await.unwrap(), 0, "the server hung up");
        }
        assert!(answer.starts_with(b"HTTP/1.1 200 "), "{}", answer.escape_ascii());
    }
}

/// Sends by hyper, on a connection that it has in common with others.
#[derive(Clone, Debug)]
struct Http2 {
    connection: SendRequest<Full<Bytes>>,
    request: Box<Request<Full<Bytes>>>,
}

impl Http2 {
    async fn connect(address: SocketAddr, body: &Body, senders: usize) -> Vec<Sender> {
        let stream = TokioIo::new(connected(address).await);
        let (connection, driver) = http2::handshake(TokioExecutor::new(), stream).await.unwrap();
        tokio::spawn(driver);
        let mut request = Request::post(format!("http://{address}{TARGET}"));
        for (name, value) in HEADERS.into_iter().filter(|(name, _)| *name != "host") {
            request = request.header(name, value);
        }
        let request = Box::new(request.body(Full::new(body.bytes.clone())).unwrap());
        let sender = Self { connection, request };
        (0..senders).map(|_| Sender::Http2(sender.clone())).collect()
    }

    async fn send(&mut self) {
        let request = self.request.as_ref().clone();
        let answer = self.connection.send_request(request).await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.into_body().collect().await.unwrap();
    }
}

async fn connected(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}
