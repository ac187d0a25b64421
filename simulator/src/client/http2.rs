use std::convert::Infallible;
use std::future::{pending, poll_fn};

use bytes::{Bytes, BytesMut};
use h2::client::{ResponseFuture, SendRequest, handshake};
use h2::{Reason, SendStream};
use http::header::{CONTENT_LENGTH, HOST, HeaderName};
use http::uri::{Scheme, Uri};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::exchange::MAX_ANSWER;
use super::{Body, End, Framing, NoAnswer, Request, Response, Step, Target, Version};

/// A connection by HTTP/2, for one request after the other.
#[derive(Debug)]
pub(crate) struct Connection {
    client: SendRequest<Bytes>,
    scheme: Scheme,
    /// What drives it, until it is dropped.
    _driver: JoinSet<()>,
}

impl Connection {
    pub(crate) async fn open(target: &Target) -> Result<Self, NoAnswer> {
        let stream = target.connect(Version::Http2).await?;
        let (client, connection) = handshake(stream).await.map_err(unanswered)?;
        let mut driver = JoinSet::new();
        driver.spawn(async {
            // How it ended shows in the exchanges.
            let _ = connection.await;
        });
        Ok(Self { client, scheme: target.scheme().clone(), _driver: driver })
    }

    /// Whether it takes requests.
    pub(crate) async fn is_open(&self) -> bool {
        self.client.clone().ready().await.is_ok()
    }

    /// Sends the request and reads the answer, at the same time.
    pub(crate) async fn exchange(&self, request: &Request) -> Result<Response, NoAnswer> {
        let head = head(request, self.scheme.clone()).ok_or(NoAnswer::Unsendable)?;
        let body = request.body_plan();
        let mut client = self.client.clone().ready().await.map_err(unanswered)?;
        let bodyless = body.framing() == Framing::None;
        let (answer, stream) = client.send_request(head, bodyless).map_err(unanswered)?;
        tokio::select! {
            answer = read(answer) => answer,
            never = write_and_wait(stream, body) => match never {},
        }
    }
}

/// The headers that HTTP/2 has no place for (RFC 9113, section 8.2.2).
const OF_CONNECTIONS: [&str; 6] =
    ["connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"];

/// Whether the request can be said in HTTP/2.
pub(super) fn fits(request: &Request) -> bool {
    let raw = request.body_plan().steps().iter().any(|step| matches!(step, Step::Raw(_)));
    !raw && head(request, Scheme::HTTP).is_some()
}

/// The head in the words of `http`, whose names and values are those of HTTP/2.
fn head(request: &Request, scheme: Scheme) -> Option<http::Request<()>> {
    let mut uri = Uri::builder().scheme(scheme).path_and_query(request.target());
    let mut head = http::Request::builder().method(request.method_name());
    for (name, value) in request.headers() {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        match name {
            HOST => uri = uri.authority(value.as_str()),
            name if OF_CONNECTIONS.contains(&name.as_str()) => return None,
            name => head = head.header(name, value),
        }
    }
    if let Framing::Length(length) = request.body_plan().framing() {
        head = head.header(CONTENT_LENGTH, length);
    }
    head.uri(uri.build().ok()?).body(()).ok()
}

/// Sends what can be sent; how that ended shows in what is read.
async fn write_and_wait(mut stream: SendStream<Bytes>, body: &Body) -> Infallible {
    let _ = write(&mut stream, body).await;
    pending().await
}

async fn write(stream: &mut SendStream<Bytes>, body: &Body) -> Result<(), h2::Error> {
    if body.framing() == Framing::None {
        return Ok(());
    }
    for step in body.steps() {
        match step {
            Step::Send(bytes) | Step::Raw(bytes) => send(stream, bytes.clone()).await?,
            Step::Wait(pause) => sleep(*pause).await,
        }
    }
    match body.end() {
        End::Complete => stream.send_data(Bytes::new(), true)?,
        End::BrokenOff => stream.send_reset(Reason::CANCEL),
        End::Never => {}
    }
    Ok(())
}

/// Sends as the receiver gives room for it.
async fn send(stream: &mut SendStream<Bytes>, mut bytes: Bytes) -> Result<(), h2::Error> {
    while !bytes.is_empty() {
        stream.reserve_capacity(bytes.len());
        let Some(capacity) = poll_fn(|cx| stream.poll_capacity(cx)).await else {
            return Ok(());
        };
        stream.send_data(bytes.split_to(capacity?.min(bytes.len())), false)?;
    }
    Ok(())
}

async fn read(answer: ResponseFuture) -> Result<Response, NoAnswer> {
    let (head, mut stream) = answer.await.map_err(unanswered)?.into_parts();
    let mut body = BytesMut::new();
    while let Some(data) = stream.data().await {
        match data {
            Ok(data) => {
                let _ = stream.flow_control().release_capacity(data.len());
                body.extend_from_slice(&data);
            }
            // So a server that has answered asks for no more of the request.
            Err(error) if error.reason() == Some(Reason::NO_ERROR) => break,
            Err(error) => return Err(unanswered(error)),
        }
        if body.len() > MAX_ANSWER {
            return Err(NoAnswer::Unreadable);
        }
    }
    Ok(Response { status: head.status, headers: head.headers, body: body.freeze() })
}

fn unanswered(error: h2::Error) -> NoAnswer {
    match error {
        error if error.is_reset() => NoAnswer::Reset,
        error if error.is_io() || (error.is_go_away() && error.is_remote()) => NoAnswer::Closed,
        _ => NoAnswer::Unreadable,
    }
}
