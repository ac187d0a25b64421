use std::time::Duration;

use tokio::sync::OnceCell;
use tokio::time::timeout;

use super::{ConnectError, Request, Response, Target, Version, http1, http2};

/// Sends a request on a connection of its own and reads the answer, within `limit` in all.
///
/// The answer is read while the request is being sent: a server may answer and close before it has
/// taken the whole body. That the rest cannot be sent then is no error. The request says itself which
/// path and host it is for; [`Target::delivery`] makes one for the target.
///
/// # Errors
///
/// [`NoAnswer`], also where the connection was closed without one.
pub async fn send(
    target: &Target,
    version: Version,
    request: &Request,
    limit: Duration,
) -> Result<Response, NoAnswer> {
    Client::new(target.clone(), version).send(request, limit).await
}

/// Sends one request after the other: by HTTP/2 on one connection, and by HTTP/1.1 each on one of its
/// own, since what is malformed may leave none that can be used again.
///
/// It shows what becomes of a connection: one that the server has closed is not opened again.
#[derive(Debug)]
pub(crate) struct Client {
    target: Target,
    version: Version,
    http2: OnceCell<http2::Connection>,
}

impl Client {
    /// A client that connects when it first sends.
    pub(crate) fn new(target: Target, version: Version) -> Self {
        Self { target, version, http2: OnceCell::new() }
    }

    /// Sends as [`send`] does.
    pub(crate) async fn send(
        &self,
        request: &Request,
        limit: Duration,
    ) -> Result<Response, NoAnswer> {
        timeout(limit, self.exchange(request)).await.unwrap_or(Err(NoAnswer::TimedOut))
    }

    async fn exchange(&self, request: &Request) -> Result<Response, NoAnswer> {
        match self.version {
            Version::Http1 => {
                let mut stream = self.target.connect(self.version).await?;
                Ok(http1::exchange(&mut stream, request).await?.0)
            }
            Version::Http2 if !request.fits(self.version) => Err(NoAnswer::Unsendable),
            Version::Http2 => {
                let connect = || http2::Connection::open(&self.target);
                self.http2.get_or_try_init(connect).await?.exchange(request).await
            }
        }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoAnswer {
    /// There is no connection.
    #[error(transparent)]
    Unconnected(#[from] ConnectError),
    /// The connection was closed before an answer, or within it.
    #[error("the connection was closed without an answer")]
    Closed,
    /// The stream of HTTP/2 was reset before an answer, or within it.
    #[error("the stream was reset without an answer")]
    Reset,
    /// What came is not an answer of this version of HTTP, or more than a mebibyte.
    #[error("the answer cannot be read")]
    Unreadable,
    /// No whole answer came in time.
    #[error("no answer in time")]
    TimedOut,
    /// The request cannot be said in HTTP/2.
    #[error("the request cannot be sent by HTTP/2: send it by HTTP/1.1")]
    Unsendable,
}

impl NoAnswer {
    /// What is likely behind it, where the request was sent by this version.
    pub fn hint(&self, version: Version) -> Option<&'static str> {
        let not_spoken = matches!(self, Self::Closed | Self::Unreadable);
        (not_spoken && version == Version::Http2).then_some(
            "perhaps the server speaks HTTP/1.1 alone: one of axum needs the feature `http2`",
        )
    }
}

/// As much of an answer is read, in bytes.
pub(super) const MAX_ANSWER: usize = 1024 * 1024;
