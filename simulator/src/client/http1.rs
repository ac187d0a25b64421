use std::convert::Infallible;
use std::future::pending;
use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, split};
use tokio::time::sleep;

use super::exchange::MAX_ANSWER;
use super::{End, Framing, NoAnswer, Request, Response, Step, Stream};

/// Sends the request and reads the answer, at the same time; tells whether the connection can be used
/// again, which takes that all was sent by then.
pub(crate) async fn exchange(
    stream: &mut Stream,
    request: &Request,
) -> Result<(Response, bool), NoAnswer> {
    let (reader, writer) = split(stream);
    let mut all_sent = false;
    let answer = tokio::select! {
        answer = read(reader, request.is_head()) => answer,
        never = write_and_wait(writer, request, &mut all_sent) => match never {},
    };
    answer.map(|(answer, keeps_alive)| (answer, keeps_alive && all_sent))
}

/// Sends what can be sent; how that ended shows in what is read.
async fn write_and_wait(
    mut writer: impl AsyncWrite + Unpin,
    request: &Request,
    all_sent: &mut bool,
) -> Infallible {
    *all_sent = write(&mut writer, request).await.is_ok();
    pending().await
}

async fn write(writer: &mut (impl AsyncWrite + Unpin), request: &Request) -> io::Result<()> {
    let body = request.body_plan();
    let chunked = body.framing() == Framing::Chunked;
    writer.write_all(request.head().as_bytes()).await?;
    writer.flush().await?;
    for step in body.steps() {
        match step {
            Step::Send(bytes) if chunked => {
                // At once, since what is written on its own may be a packet of its own.
                let size = format!("{:x}\r\n", bytes.len());
                writer.write_all(&[size.as_bytes(), bytes, b"\r\n"].concat()).await?;
            }
            Step::Send(bytes) | Step::Raw(bytes) => writer.write_all(bytes).await?,
            Step::Wait(pause) => sleep(*pause).await,
        }
        writer.flush().await?;
    }
    match body.end() {
        End::Complete if chunked => writer.write_all(b"0\r\n\r\n").await?,
        End::Complete | End::Never => {}
        End::BrokenOff => writer.shutdown().await?,
    }
    writer.flush().await
}

async fn read(
    mut reader: impl AsyncRead + Unpin,
    no_body: bool,
) -> Result<(Response, bool), NoAnswer> {
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
        if received.len() > MAX_ANSWER {
            return Err(NoAnswer::Unreadable);
        }
    }
}
