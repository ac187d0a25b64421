//! What the client sends, byte for byte, and what it makes of a server that behaves badly itself.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use kudosity_webhook_simulator::client::{
    Body, ConnectError, End, Framing, NoAnswer, Request, Response, Step, Target, Version, send,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const LIMIT: Duration = Duration::from_secs(10);

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

fn target(addr: SocketAddr) -> Target {
    Target::parse(&format!("http://{addr}/")).unwrap()
}

/// Sends to a server of one connection.
async fn send_to<T>(
    server: impl AsyncFnOnce(TcpStream) -> T,
    request: &Request,
    limit: Duration,
) -> (Result<Response, NoAnswer>, T) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = target(listener.local_addr().unwrap());
    let serve = async { server(listener.accept().await.unwrap().0).await };
    tokio::join!(send(&target, Version::Http1, request, limit), serve)
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
    let steps = ["{}", "0123456789abcdef"].map(|text| Step::Send(text.into()));
    let steps = steps.into_iter().chain([Step::Raw("zz\r\n".into())]).collect();
    let request = Request::new("PoST", "/a?b#c")
        .header("X-Twice", "1")
        .header("x-none", "")
        .header("x-twice", "2, 3")
        .body(Body::new(Framing::Chunked, steps, End::BrokenOff));
    let (answer, received) = send_to(take_all, &request, LIMIT).await;
    assert_eq!(answer.unwrap().body, "ok");
    assert_eq!(
        received,
        "PoST /a?b#c HTTP/1.1\r\nX-Twice: 1\r\nx-none: \r\nx-twice: 2, 3\r\n\
         transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n10\r\n0123456789abcdef\r\nzz\r\n",
    );
}

#[tokio::test]
async fn a_chunked_body_is_ended_by_its_last_chunk() {
    let request = Request::new("POST", "/").body(Body::chunked("{}", 1));
    let until_the_end = async |mut stream: TcpStream| {
        let mut received = Vec::new();
        while !received.ends_with(b"\r\n0\r\n\r\n") {
            stream.read_buf(&mut received).await.unwrap();
        }
        stream.write_all(OK.as_bytes()).await.unwrap();
        String::from_utf8(received).unwrap()
    };
    let (answer, received) = send_to(until_the_end, &request, LIMIT).await;
    assert_eq!(answer.unwrap().status, 200);
    assert!(received.ends_with("\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"), "{received}");
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
    let endless = async |mut stream: TcpStream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(&[b'x'; 64 * 1024]).await.is_ok() {}
    };
    let (answer, ()) = send_to(endless, &request, LIMIT).await;
    assert!(matches!(answer, Err(NoAnswer::Unreadable)));
    let silent = async |mut stream: TcpStream| stream.read_to_end(&mut Vec::new()).await;
    let (answer, _) = send_to(silent, &request, Duration::from_millis(50)).await;
    assert!(matches!(answer, Err(NoAnswer::TimedOut)));
}

#[tokio::test]
async fn a_host_may_be_an_address_of_ipv6() {
    // A machine may be without.
    let Ok(listener) = TcpListener::bind("[::1]:0").await else { return };
    let target = target(listener.local_addr().unwrap());
    let request = target.delivery("").body(Body::cut_off("", 1));
    let serve = async { take_all(listener.accept().await.unwrap().0).await };
    let (answer, received) = tokio::join!(send(&target, Version::Http1, &request, LIMIT), serve);
    assert_eq!(answer.unwrap().status, 200);
    let host = format!("\r\nhost: [::1]:{}\r\n", listener.local_addr().unwrap().port());
    assert!(received.contains(&host), "{received}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_with_its_remedy() {
    let (addr, _bound) = common::unused();
    let target = target(addr);
    for version in Version::ALL {
        let error = send(&target, version, &target.delivery("{}"), LIMIT).await.unwrap_err();
        let told = error.to_string();
        assert!(matches!(error, NoAnswer::Unconnected(ConnectError::Unreachable { .. })), "{told}");
        assert!(told.contains(&target.authority()) && told.contains("start the server"), "{told}");
        assert!(told.contains("refused"), "why: {told}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_speak_http2_is_told_by_its_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = target(listener.local_addr().unwrap());
    let request = target.delivery("{}");
    let answer = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
    let serve = async { answer_at_once(listener.accept().await.unwrap().0, answer).await };
    let (answer, ()) = tokio::join!(send(&target, Version::Http2, &request, LIMIT), serve);
    assert!(matches!(answer, Err(NoAnswer::Unreadable | NoAnswer::Closed)), "{answer:?}");
}

#[tokio::test]
async fn what_cannot_be_said_in_http2_is_not_sent_by_it() {
    let target = Target::parse("http://127.0.0.1:9/").unwrap();
    for request in [
        target.delivery("").body(Body::broken_chunks("{}")),
        target.delivery("{}").header("connection", "close"),
        target.delivery("{}").header("not a name", ""),
        target.delivery("{}").header("x-lines", "a\r\nb: c"),
        target.delivery("{}").without_header("host"),
        Request::new("POST", "no path").header("host", "localhost"),
    ] {
        let answer = send(&target, Version::Http2, &request, LIMIT).await;
        assert!(matches!(answer, Err(NoAnswer::Unsendable)), "{request:?}");
        assert!(!request.fits(Version::Http2) && request.fits(Version::Http1), "{request:?}");
    }
}

/// What came of one request by HTTP/2: its head, its body, and how that ended.
type Received = (http::request::Parts, Vec<u8>, Result<(), h2::Error>);

/// Takes requests by HTTP/2, each on a connection of its own, and answers them.
async fn take_by_http2(listener: &TcpListener, count: usize) -> Vec<Received> {
    let mut taking = Vec::new();
    while taking.len() < count {
        let stream = listener.accept().await.unwrap().0;
        let mut connection = h2::server::handshake(stream).await.unwrap();
        let (request, mut answering) = connection.accept().await.unwrap().unwrap();
        taking.push(tokio::spawn(async move {
            let (head, mut stream) = request.into_parts();
            let mut body = Vec::new();
            let ended = loop {
                match stream.data().await {
                    Some(Ok(data)) => {
                        stream.flow_control().release_capacity(data.len()).unwrap();
                        body.extend(data);
                    }
                    Some(Err(error)) => break Err(error),
                    None => break Ok(()),
                }
            };
            // Where the stream was reset there is nobody to answer.
            let _ = answering.send_response(http::Response::new(()), true);
            (head, body, ended)
        }));
        tokio::spawn(async move { while connection.accept().await.is_some() {} });
    }
    let mut all = Vec::new();
    for taken in taking {
        all.push(taken.await.unwrap());
    }
    all
}

#[tokio::test]
async fn requests_by_http2_are_sent_as_they_are() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = target(listener.local_addr().unwrap());
    let large = vec![b' '; 1 << 20];
    let requests = [
        target.delivery("{}").and_query("a=1").header("x-twice", "1").header("X-Twice", "2"),
        target.delivery("").body(Body::chunked(large.clone(), 100_000)),
        target.delivery("").method("GET").body(Body::none()),
        target.delivery("").body(Body::cut_off("{", 100)),
        target.delivery("").body(Body::new(
            Framing::Length(9),
            vec![Step::Send("{".into())],
            End::Complete,
        )),
    ];
    let send_all = async {
        let mut answers = Vec::new();
        for request in &requests {
            answers.push(send(&target, Version::Http2, request, LIMIT).await);
        }
        answers
    };
    let (answers, received) = tokio::join!(send_all, take_by_http2(&listener, 5));
    let statuses = answers.iter().map(|answer| answer.as_ref().map(|it| it.status.as_u16()));
    let statuses: Vec<_> = statuses.map(Result::ok).collect();
    assert_eq!(statuses, [Some(200), Some(200), Some(200), None, None]);
    assert!(answers[3..].iter().all(|answer| matches!(answer, Err(NoAnswer::Reset))));

    let (head, body, _) = &received[0];
    assert_eq!(head.uri.to_string(), format!("http://{}/?a=1", target.authority()));
    assert_eq!(head.headers.get_all("x-twice").iter().collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(
        (&head.headers["content-length"], body.as_slice()),
        (&"2".parse().unwrap(), &b"{}"[..])
    );
    let (head, body, _) = &received[1];
    assert_eq!((head.headers.get("content-length"), body), (None, &large));
    let (head, body, _) = &received[2];
    assert_eq!((head.method.as_str(), body.len()), ("GET", 0));
    assert!(received[..3].iter().all(|(_, _, ended)| ended.is_ok()));
    assert!(received[3..].iter().all(|(_, _, ended)| ended.is_err()));
}
