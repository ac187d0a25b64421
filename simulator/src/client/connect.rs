use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::{Target, Version};

impl Target {
    /// Connects, by TLS where the URL is `https`; the version is agreed on there, and else known.
    ///
    /// Every address of the host is tried. There is no limit to the time that it takes but the
    /// caller's.
    ///
    /// # Errors
    ///
    /// [`ConnectError`], which says what to do.
    #[cfg_attr(not(feature = "tls"), expect(unused_variables, reason = "only TLS agrees on it"))]
    pub async fn connect(&self, version: Version) -> Result<Stream, ConnectError> {
        let unreachable =
            |source| ConnectError::Unreachable { authority: self.authority(), source };
        let stream = TcpStream::connect((&*self.host, self.port)).await.map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            let stream = tls.handshake(stream, self, version).await?;
            return Ok(Stream(Box::new(stream)));
        }
        Ok(Stream(Box::new(stream)))
    }
}

/// A connection to a [`Target`], with or without TLS.
pub struct Stream(Box<dyn ReadWrite>);

trait ReadWrite: AsyncRead + AsyncWrite + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> ReadWrite for T {}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// Nothing takes connections there.
    #[error(
        "cannot connect to {authority} ({source}): start the server, or check the host and the port"
    )]
    Unreachable {
        /// The host and the port.
        authority: String,
        /// Why.
        source: io::Error,
    },
    /// It does not show who it is.
    #[error(
        "the certificate of {authority} is not accepted ({reason}): check the host's name, or trust \
         the authority that issued it by its PEM file"
    )]
    Certificate {
        /// The host and the port.
        authority: String,
        /// What is wrong with the certificate.
        reason: String,
    },
    /// It does not speak TLS, or not a version of it that is known here.
    #[error("there is no TLS with {authority} ({source}): check the port, or take an http URL")]
    Handshake {
        /// The host and the port.
        authority: String,
        /// Why.
        source: io::Error,
    },
    /// It speaks TLS, but another version of HTTP.
    #[error("{authority} does not speak {version}: take the other version")]
    Version {
        /// The host and the port.
        authority: String,
        /// What it does not speak.
        version: Version,
    },
}
