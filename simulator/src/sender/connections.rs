use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use tokio::io::{AsyncRead, ReadBuf};

use crate::client::{NoAnswer, Request, Response, Stream, Target, Version, http1, http2};

/// The connections to an endpoint, kept between deliveries.
pub(super) struct Connections {
    target: Target,
    version: Version,
    /// Those of HTTP/1.1 that wait for a request.
    idle: Mutex<Vec<Stream>>,
    /// The one of HTTP/2, once it was needed.
    shared: tokio::sync::Mutex<Option<Arc<http2::Connection>>>,
}

impl Connections {
    pub(super) fn new(target: Target, version: Version) -> Self {
        let (idle, shared) = Default::default();
        Self { target, version, idle, shared }
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    /// Sends a request on one of them and reads the answer.
    pub(super) async fn exchange(&self, request: &Request) -> Result<Response, NoAnswer> {
        match self.version {
            Version::Http1 => self.exchange_alone(request).await,
            Version::Http2 => self.shared().await?.exchange(request).await,
        }
    }

    /// Sends it on a connection that is its own meanwhile.
    async fn exchange_alone(&self, request: &Request) -> Result<Response, NoAnswer> {
        let mut stream = match self.kept().await {
            Some(stream) => stream,
            None => self.target.connect(self.version).await?,
        };
        let (response, kept) = http1::exchange(&mut stream, request).await?;
        if kept {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(stream);
        }
        Ok(response)
    }

    /// One that is still open; those that the server has closed meanwhile are dropped.
    async fn kept(&self) -> Option<Stream> {
        loop {
            let mut stream = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if is_quiet(&mut stream).await {
                return Some(stream);
            }
        }
    }

    /// The one for all, made anew where it has ended.
    async fn shared(&self) -> Result<Arc<http2::Connection>, NoAnswer> {
        let mut shared = self.shared.lock().await;
        if let Some(connection) = shared.as_ref()
            && connection.is_open().await
        {
            return Ok(Arc::clone(connection));
        }
        let connection = Arc::new(http2::Connection::open(&self.target).await?);
        *shared = Some(Arc::clone(&connection));
        Ok(connection)
    }
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections")
            .field("target", &self.target)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Whether nothing has come since the last answer: neither an end nor an answer to nothing.
async fn is_quiet(stream: &mut Stream) -> bool {
    poll_fn(|cx| {
        let mut byte = [0];
        let read = Pin::new(&mut *stream).poll_read(cx, &mut ReadBuf::new(&mut byte));
        Poll::Ready(read.is_pending())
    })
    .await
}
