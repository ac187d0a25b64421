//! A client of HTTP/1.1 and HTTP/2 that sends exactly what it is asked to, well-formed or not.
//!
//! An ordinary client refuses to send a doubled header, a wrong length or a broken chunk; a server on
//! the open internet receives them all the same.
//!
//! # Examples
//!
//! ```
//! use std::time::Duration;
//!
//! use kudosity_webhook_simulator::client::{Body, NoAnswer, Target, Version, send};
//! use tokio::io::{AsyncReadExt, AsyncWriteExt};
//! use tokio::net::TcpListener;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let listener = TcpListener::bind("127.0.0.1:0").await?;
//! let url = format!("http://{}/webhooks/kudosity", listener.local_addr()?);
//! let target = Target::parse(&url).expect("it is a URL");
//! let server = async {
//!     for answer in ["HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n", ""] {
//!         let (mut stream, _) = listener.accept().await?;
//!         stream.read(&mut [0; 1024]).await?;
//!         stream.write_all(answer.as_bytes()).await?;
//!     }
//!     std::io::Result::Ok(())
//! };
//!
//! let never_ends = target.delivery("").body(Body::cut_off("{", 100));
//! let limit = Duration::from_secs(5);
//! let client = async {
//!     let refused = send(&target, Version::Http1, &never_ends, limit).await;
//!     assert_eq!(refused.unwrap().status, 408);
//!     let closed = send(&target, Version::Http1, &never_ends, limit).await;
//!     assert!(matches!(closed, Err(NoAnswer::Closed)));
//! };
//! tokio::join!(server, client).0
//! # }
//! ```

// Where a request goes.
mod connect;
mod redact;
mod target;
mod target_error;
#[cfg(feature = "tls")]
mod tls;
mod version;
// What is sent.
mod body;
mod request;
// How it is sent, and what comes back.
mod exchange;
pub(crate) mod http1;
pub(crate) mod http2;
mod printable;
mod response;

pub use body::{Body, End, Framing, Step};
pub use connect::{ConnectError, Stream};
pub(crate) use exchange::Client;
pub use exchange::{NoAnswer, send};
// For the command-line tool, which is a crate of its own.
#[doc(hidden)]
pub use printable::printable;
pub(crate) use redact::Secrets;
pub use request::Request;
pub use response::Response;
pub use target::Target;
pub(crate) use target::basic;
pub use target_error::TargetError;
pub use version::Version;
