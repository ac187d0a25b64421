//! What the client sends, byte for byte, and what it makes of a server that behaves badly itself.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use kudosity_webhook_simulator::client::{Body, Framing, NoAnswer, Request, Response, Step, send};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const LIMIT: Duration = Duration::from_secs(10);

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// Sends to a server of one connection.
async fn send_to<T>(
    server: impl AsyncFnOnce(TcpStream) -> T,
    request: &Request,
    limit: Duration,
) -> (Result<Response, NoAnswer>, T) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let serve = async { server(listener.accept().await.unwrap().0).await };
    tokio::join!(send(addr, request, limit), serve)
}

/// Takes everything up to the end, then answers.
async fn take_all(mut stream: TcpStream) -> String {
    let mut received = String::new();
    stream.read_to_string(&mut received).await.unwrap();
    stream.write_all(OK.as_bytes()).await.unwrap();
    received
}

/// Takes what comes first, then answers.
async fn answer_at_once(mut stream: TcpStream, answer: &str) {
    stream.read_buf(&mut Vec::new()).await.unwrap();
    stream.write_all(answer.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn what_is_asked_is_what_is_sent() {
    let steps = ["2\r\n{}\r\n", "zz\r\n"].map(|text| Step::Send(text.into()));
    let steps = steps.into_iter().chain([Step::ShutDown]).collect();
    let request = Request::new("PoST", "/a?b#c")
        .header("X-Twice", "1")
        .header("x-none", "")
        .header("x-twice", "2, 3")
        .body(Body::new(Framing::Chunked, steps));
    let (answer, received) = send_to(take_all, &request, LIMIT).await;
    assert_eq!(answer.unwrap().body, "ok");
    assert_eq!(
        received,
        "PoST /a?b#c HTTP/1.1\r\nX-Twice: 1\r\nx-none: \r\nx-twice: 2, 3\r\n\
         transfer-encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n",
    );
}

#[tokio::test]
async fn a_body_breaks_off_and_the_answer_still_comes() {
    let request = Request::new("POST", "/").body(Body::cut_off("{\"half", 100));
    let (answer, received) = send_to(take_all, &request, LIMIT).await;
    assert_eq!(answer.unwrap().status, 200);
    assert_eq!(received, "POST / HTTP/1.1\r\ncontent-length: 106\r\n\r\n{\"half");
}

#[tokio::test]
async fn an_answer_before_the_end_of_the_body_is_read() {
    let request = Request::delivery("/", vec![b' '; 64 << 20]);
    let too_large = "HTTP/1.1 413 Payload Too Large\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n";
    // The connection is reset while the body is still being sent.
    let server = async |stream| answer_at_once(stream, too_large).await;
    let (answer, ()) = send_to(server, &request, LIMIT).await;
    let answer = answer.unwrap();
    assert_eq!(answer.status, 413);
    assert_eq!(answer.headers["retry-after"], "1");
}

#[tokio::test]
async fn a_body_trickles_until_it_is_answered() {
    let pause = Duration::from_millis(40);
    let body = Body::trickling("{\"late\":true}", 1_000, pause);
    let request = Request::new("POST", "/").body(body);
    let server = async |mut stream: TcpStream| {
        let mut received = Vec::new();
        while !received.ends_with(b"{\"l") {
            stream.read_buf(&mut received).await.unwrap();
        }
        answer_at_once(stream, OK).await;
    };
    let started = Instant::now();
    let (answer, ()) = send_to(server, &request, LIMIT).await;
    assert_eq!(answer.unwrap().status, 200);
    assert!((pause * 3..LIMIT).contains(&started.elapsed()), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_head_request_has_no_body_in_its_answer() {
    let request = Request::new("HEAD", "/");
    let not_allowed = "HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 120\r\n\r\n";
    let server = async |mut stream: TcpStream| {
        stream.write_all(not_allowed.as_bytes()).await.unwrap();
        // Open until the client has gone.
        stream.read_to_end(&mut Vec::new()).await
    };
    let (answer, _) = send_to(server, &request, LIMIT).await;
    assert_eq!(answer.unwrap().status, 405);
}

#[tokio::test]
async fn what_is_no_answer_is_told_apart() {
    let request = Request::delivery("/", "{}");
    for (sent, expected) in [
        ("", "the connection was closed without an answer"),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok",
            "the connection was closed without an answer",
        ),
        ("220 mail.example.com ESMTP\r\n", "the answer cannot be read"),
    ] {
        let server = async |stream| answer_at_once(stream, sent).await;
        let (answer, ()) = send_to(server, &request, LIMIT).await;
        assert_eq!(answer.unwrap_err().to_string(), expected, "{sent}");
    }
    let silent = async |mut stream: TcpStream| stream.read_to_end(&mut Vec::new()).await;
    let (answer, _) = send_to(silent, &request, Duration::from_millis(50)).await;
    assert!(matches!(answer, Err(NoAnswer::TimedOut)));
}
