use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::time::sleep_until;

use crate::body::Body;
use crate::load::{as_bytes, connected};

/// Deliveries of events that are each another, by HTTP/1.1, as bytes.
#[derive(Clone, Copy, Debug)]
pub struct Distinct {
    /// Where to.
    pub address: SocketAddr,
    /// On so many connections, one after another on each.
    pub connections: usize,
    /// So many a second; as fast as they are answered where there is none.
    pub rate: Option<f64>,
    /// Begin none after this time.
    pub duration: Duration,
}

/// What came of them.
#[derive(Debug)]
pub struct Answered {
    /// How many a second.
    pub rate: f64,
    /// The time in which half of them were answered, from when each was due.
    pub p50: Duration,
    /// The time in which 99 of 100 were.
    pub p99: Duration,
}

impl Distinct {
    /// Sends them. Each is answered 200, or this fails.
    pub fn send(self) -> Answered {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let tickets = AtomicU64::new(0);
        let (times, elapsed) = runtime.block_on(async {
            let opened = join_all((0..self.connections).map(|_| Connection::open(self.address)));
            let connections = opened.await;
            let started = Instant::now();
            let all = connections.into_iter().map(|it| self.send_on(it, started, &tickets));
            (join_all(all).await.concat(), started.elapsed())
        });
        Answered::of(times, elapsed)
    }

    async fn send_on(
        &self,
        mut connection: Connection,
        started: Instant,
        tickets: &AtomicU64,
    ) -> Vec<Duration> {
        let mut times = Vec::new();
        loop {
            let ticket = tickets.fetch_add(1, Ordering::Relaxed);
            let due = match self.rate {
                Some(rate) => started + Duration::from_secs_f64(ticket as f64 / rate),
                None => Instant::now(),
            };
            if due >= started + self.duration {
                return times;
            }
            if self.rate.is_some() {
                sleep_until(due.into()).await;
            }
            connection.send().await;
            times.push(due.elapsed());
        }
    }
}

impl Answered {
    fn of(mut times: Vec<Duration>, elapsed: Duration) -> Self {
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        Self { rate: times.len() as f64 / elapsed.as_secs_f64(), p50: at(0.5), p99: at(0.99) }
    }
}

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        write!(f, "{:.0}, {:.2} and {:.2} ms", self.rate, ms(self.p50), ms(self.p99))
    }
}

struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    /// Where the message's id ends.
    id_end: usize,
    answer: Vec<u8>,
}

/// In how many digits of an id the events differ.
const DIGITS: usize = 12;

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let stream = connected(address).await;
        let request = as_bytes(&Body::receipt());
        let id = request.windows(6).position(|window| window == b"\"id\":\"").unwrap() + 6;
        let id_end = id + request[id..].iter().position(|byte| *byte == b'"').unwrap();
        Self { stream, request, id_end, answer: Vec::with_capacity(512) }
    }

    async fn send(&mut self) {
        static SENT: AtomicU64 = AtomicU64::new(0);
        let number = format!("{:0DIGITS$x}", SENT.fetch_add(1, Ordering::Relaxed));
        self.request[self.id_end - DIGITS..self.id_end].copy_from_slice(number.as_bytes());
        self.stream.write_all(&self.request).await.unwrap();
        self.answer.clear();
        while !self.answer.ends_with(b"\r\n\r\n") {
            let read = self.stream.read_buf(&mut self.answer).await.unwrap();
            assert_ne!(read, 0, "the server hung up");
        }
        let answer = self.answer.escape_ascii();
        assert!(self.answer.starts_with(b"HTTP/1.1 200 "), "{answer}");
    }
}
