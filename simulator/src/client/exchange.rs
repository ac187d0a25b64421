use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::time::{sleep, timeout};

use super::{Request, Response, Step};

/// Sends a request on a connection of its own and reads the answer, within `limit` in all.
///
/// The answer is read while the request is being sent: a server may answer and close before it has
/// taken the whole body. That the rest cannot be sent then is no error.
///
/// # Errors
///
/// [`NoAnswer`], also where the connection was closed without one.
pub async fn send(
    addr: SocketAddr,
    request: &Request,
    limit: Duration,
) -> Result<Response, NoAnswer> {
    let exchange = async {
        let mut stream = TcpStream::connect(addr).await.map_err(NoAnswer::Unreachable)?;
        stream.set_nodelay(true).map_err(NoAnswer::Unreachable)?;
        let (reader, writer) = stream.split();
        tokio::select! {
            answer = read(reader, request.is_head()) => answer,
            never = write_and_wait(writer, request) => match never {},
        }
    };
    timeout(limit, exchange).await.unwrap_or(Err(NoAnswer::TimedOut))
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoAnswer {
    /// There is no connection.
    #[error("no connection")]
    Unreachable(#[source] io::Error),
    /// The connection was closed before an answer, or within it.
    #[error("the connection was closed without an answer")]
    Closed,
    /// What came is not an answer of HTTP/1.1.
    #[error("the answer cannot be read")]
    Unreadable,
    /// No whole answer came in time.
    #[error("no answer in time")]
    TimedOut,
}

/// Sends what can be sent; how that ended shows in what is read.
async fn write_and_wait(mut writer: WriteHalf<'_>, request: &Request) -> Infallible {
    let _ = write(&mut writer, request).await;
    pending().await
}

async fn write(writer: &mut WriteHalf<'_>, request: &Request) -> io::Result<()> {
    writer.write_all(request.head().as_bytes()).await?;
    for step in request.body_plan().steps() {
        match step {
            Step::Send(bytes) => writer.write_all(bytes).await?,
            Step::Wait(pause) => sleep(*pause).await,
            Step::ShutDown => writer.shutdown().await?,
        }
    }
    Ok(())
}

async fn read(mut reader: ReadHalf<'_>, no_body: bool) -> Result<Response, NoAnswer> {
    let mut received = Vec::new();
    loop {
        // A connection that is reset is as closed as one that is ended.
        let ended = reader.read_buf(&mut received).await.unwrap_or(0) == 0;
        if let Some(response) = Response::read(&received, no_body, ended)? {
            return Ok(response);
        }
        if ended {
            return Err(NoAnswer::Closed);
        }
    }
}
