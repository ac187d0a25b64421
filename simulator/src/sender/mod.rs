//! Delivers as the provider does: by HTTP/1.1 on connections that are kept, or by HTTP/2 on one, with
//! the headers that its deliveries have, and again after errors if it is told to.
//!
//! What it sends is well-formed; [`client`](crate::client) sends what is not.
//!
//! # Examples
//!
//! ```
//! use std::time::Duration;
//!
//! use kudosity_webhook_simulator::samples;
//! use kudosity_webhook_simulator::sender::{RetrySchedule, Sender};
//! # use tokio::io::{AsyncReadExt, AsyncWriteExt};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! # let url = format!("http://{}/webhooks/kudosity?secret=not-shown", listener.local_addr()?);
//! # let server = async {
//! #     let (mut stream, _) = listener.accept().await?;
//! #     for status in ["500 Internal Server Error", "200 OK"] {
//! #         let mut received = Vec::new();
//! #         while !received.trim_ascii_end().ends_with(b"}") {
//! #             stream.read_buf(&mut received).await?;
//! #         }
//! #         let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
//! #         stream.write_all(answer.as_bytes()).await?;
//! #     }
//! #     std::io::Result::Ok(())
//! # };
//! # let client = async {
//! // A server that fails at first.
//! let schedule = RetrySchedule::new([Duration::from_millis(10)]);
//! let sender = Sender::new(url.parse()?).retrying(schedule);
//!
//! let mut seen = Vec::new();
//! let body = samples::current()[0].body;
//! let last = sender.deliver(body, |attempt| seen.push(attempt.accepted())).await;
//! assert_eq!(seen, [false, true]);
//! assert_eq!((last.number, last.answer?.status.as_u16()), (2, 200));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! # };
//! # let (served, delivered) = tokio::join!(server, client);
//! # served?;
//! # delivered
//! # }
//! ```

// What is sent where, and how often.
mod deliver;
// Many of them, each at its time.
mod play;
// What tells a request apart from every other.
mod trace;
// Where it is sent: connections that are kept.
mod connections;
// What came of it, and when it is tried again.
mod attempt;
mod retry_schedule;

pub use attempt::Attempt;
pub use deliver::Sender;
pub use play::Pace;
pub use retry_schedule::RetrySchedule;
