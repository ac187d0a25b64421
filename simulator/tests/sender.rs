//! What the sender sends, on which connections, and what it does after errors.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::{Request, Response};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http2::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use kudosity_webhook::event::Channel;
use kudosity_webhook_simulator::client::{NoAnswer, Target, Version};
use kudosity_webhook_simulator::provider::Provider;
use kudosity_webhook_simulator::samples;
use kudosity_webhook_simulator::scenario::{Life, Planned, Scenario};
use kudosity_webhook_simulator::sender::{Attempt, Pace, RetrySchedule, Sender};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const ERROR: &str = "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n";
/// Not an answer, but the end of the connection.
const END: &str = "";

/// A request as it came, and the number of the connection that it came by.
type Came = Arc<Mutex<Vec<(usize, String)>>>;

/// A server of HTTP/1.1 that gives these answers in turn, and the last one ever after.
async fn answering(answers: &'static [&'static str]) -> (Target, Came) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hooks?secret=a-secret", listener.local_addr().unwrap());
    let came = Came::default();
    let record = Arc::clone(&came);
    tokio::spawn(async move {
        for connection in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(answer(stream, connection, Arc::clone(&record), answers));
        }
    });
    (url.parse().unwrap(), came)
}

async fn answer(mut stream: TcpStream, connection: usize, came: Came, answers: &[&str]) {
    while let Some(request) = request(&mut stream).await {
        let nth = {
            let mut came = came.lock().unwrap();
            came.push((connection, request));
            came.len() - 1
        };
        let answer = answers[nth.min(answers.len() - 1)];
        stream.write_all(answer.as_bytes()).await.unwrap();
        if answer == END || answer.contains("connection: close") {
            return;
        }
    }
}

/// A whole request with a length.
async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut received = Vec::new();
    loop {
        if stream.read_buf(&mut received).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8(received.clone()).unwrap();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.split_once("content-length: ").unwrap().1;
        let length = length.split("\r\n").next().unwrap().parse::<usize>().unwrap();
        if body.len() == length {
            return Some(text);
        }
    }
}

fn connections(came: &Came) -> Vec<usize> {
    came.lock().unwrap().iter().map(|(connection, _)| *connection).collect()
}

async fn deliver(sender: &Sender) -> Attempt {
    sender.deliver(samples::current()[0].body, |_| ()).await
}

#[tokio::test]
async fn a_delivery_has_the_headers_of_the_provider_and_a_trace_of_its_own() {
    let (target, came) = answering(&[OK]).await;
    let sender = Sender::new(target);
    for _ in 0..3 {
        assert!(deliver(&sender).await.accepted());
    }
    let came = came.lock().unwrap();
    let mut traces = HashSet::new();
    for (_, request) in came.iter() {
        assert!(request.starts_with("POST /hooks?secret=a-secret HTTP/1.1\r\n"), "{request}");
        assert!(request.ends_with(samples::current()[0].body));
        let header = |name: &str| {
            let mut values = request.split("\r\n").filter_map(|line| line.strip_prefix(name));
            let value = values.next().unwrap().to_owned();
            assert_eq!(values.next(), None, "{name} is there once");
            value
        };
        assert_eq!(header("content-type: "), "application/json");
        assert_eq!(header("user-agent: "), "Go-http-client/2.0");
        let parent = header("traceparent: ");
        assert_eq!(parent, format!("00-{}-01", header("sentry-trace: ")));
        traces.insert(parent);
    }
    assert_eq!(traces.len(), 3);
}

#[tokio::test]
async fn a_connection_is_kept_as_long_as_the_server_keeps_it() {
    const LAST: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\ncontent-length: 0\r\n\r\n";
    const OF_1_0: &str = "HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n";
    const HALF_CLOSED: &str =
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx: connection: close\r\n\r\n";
    for (answers, expected) in [
        ([OK, ERROR, OK], [0, 0, 0]),
        ([OK, LAST, OK], [0, 0, 1]),
        ([OF_1_0, OF_1_0, OK], [0, 1, 2]),
        // It closes without a word.
        ([HALF_CLOSED, OK, OK], [0, 1, 1]),
        ([END, OK, OK], [0, 1, 1]),
    ] {
        let (target, came) = answering(Box::leak(Box::new(answers))).await;
        let sender = Sender::new(target);
        for _ in 0..3 {
            deliver(&sender).await;
            // Time for the end of the connection to come.
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        assert_eq!(connections(&came), expected, "{answers:?}");
    }
}

#[tokio::test]
async fn a_connection_is_not_used_again_while_a_body_is_still_being_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let serve = async {
        let mut streams = Vec::new();
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_buf(&mut Vec::new()).await.unwrap();
            stream.write_all(ERROR.as_bytes()).await.unwrap();
            streams.push(stream);
        }
        streams
    };
    let sender = Sender::new(url.parse().unwrap());
    let send = async {
        for _ in 0..2 {
            let attempt = sender.deliver(vec![b' '; 64 << 20], |_| ()).await;
            assert_eq!(attempt.answer.unwrap().status, 500);
        }
    };
    tokio::join!(serve, send);
}

#[tokio::test]
async fn http2_has_one_connection_and_makes_it_anew() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hooks?secret=a-secret", listener.local_addr().unwrap());
    let came = Came::default();
    let record = Arc::clone(&came);
    let end_of_the_first = Arc::new(Notify::new());
    let end = Arc::clone(&end_of_the_first);
    let server = tokio::spawn(async move {
        for connection in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            let record = Arc::clone(&record);
            let service = service_fn(move |request: Request<Incoming>| {
                let target = request.uri().path_and_query().unwrap().to_string();
                record.lock().unwrap().push((connection, target));
                async { Ok::<_, Infallible>(Response::<Full<Bytes>>::default()) }
            });
            let serving =
                Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service);
            tokio::select! {
                _ = serving => {}
                () = end.notified(), if connection == 0 => {}
            }
        }
    });
    let sender = Sender::by(Version::Http2, url.parse().unwrap());
    let many = (0..20).map(|_| {
        let sender = sender.clone();
        tokio::spawn(async move { deliver(&sender).await.accepted() })
    });
    for delivered in many.collect::<Vec<_>>() {
        assert!(delivered.await.unwrap());
    }
    assert_eq!(connections(&came), [0; 20]);
    end_of_the_first.notify_one();
    // Time for the end of the connection to come.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(deliver(&sender).await.accepted());
    assert_eq!(came.lock().unwrap().last().unwrap(), &(1, "/hooks?secret=a-secret".to_owned()));
    server.abort();
}

#[tokio::test]
async fn what_is_not_accepted_is_tried_again_by_the_schedule() {
    let pauses = [20, 40].map(Duration::from_millis);
    for (answers, expected) in [
        (&[OK] as &[&str], vec![(1, true, None)]),
        (&[ERROR, OK], vec![(1, false, Some(20)), (2, true, None)]),
        (&[END, ERROR, ERROR], vec![(1, false, Some(20)), (2, false, Some(40)), (3, false, None)]),
    ] {
        let (target, came) = answering(Box::leak(answers.into())).await;
        let sender = Sender::new(target).retrying(RetrySchedule::new(pauses));
        let began = Instant::now();
        let mut seen = Vec::new();
        let last = sender
            .deliver(samples::current()[0].body, |attempt| {
                let again_after = attempt.again_after.map(|pause| pause.as_millis());
                seen.push((attempt.number, attempt.accepted(), again_after));
            })
            .await;
        assert_eq!(seen, expected, "{answers:?}");
        assert_eq!(last.number as usize, expected.len());
        assert_eq!(came.lock().unwrap().len(), expected.len());
        let waited: Duration = pauses[..expected.len() - 1].iter().sum();
        assert!(began.elapsed() >= waited);
    }
}

#[tokio::test]
async fn a_success_is_accepted_and_nothing_else() {
    for (status, accepted) in
        [(200, true), (204, true), (299, true), (300, false), (404, false), (503, false)]
    {
        let answer: &str = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").leak();
        let (target, _) = answering(vec![answer].leak()).await;
        assert_eq!(deliver(&Sender::new(target)).await.accepted(), accepted, "{status}");
    }
}

#[test]
fn retries_end() {
    let hour = Duration::from_secs(3_600);
    for schedule in [RetrySchedule::default(), RetrySchedule::never(), RetrySchedule::new([hour])] {
        let pauses: Vec<_> = (1..).map_while(|attempts| schedule.pause_after(attempts)).collect();
        assert_eq!(pauses, schedule.pauses());
        assert_eq!(schedule.pause_after(0), None);
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = format!("http://{}/", listener.local_addr().unwrap());
    for version in Version::ALL {
        let target = target.parse().unwrap();
        let sender = Sender::by(version, target).timeout(Duration::from_millis(50));
        let attempt = deliver(&sender).await;
        assert!(matches!(attempt.answer, Err(NoAnswer::TimedOut)), "{attempt:?}");
        assert!(attempt.elapsed >= Duration::from_millis(50));
    }
}

fn plan() -> Vec<Planned> {
    let mut provider = Provider::seeded(1);
    Scenario::message(&mut provider, Channel::Rcs, Life::Read).collect()
}

#[tokio::test]
async fn a_plan_is_delivered_in_its_order_without_its_waits() {
    let (target, came) = answering(&[OK]).await;
    let mut told = Vec::new();
    let tell = |planned: &Planned, attempt: &Attempt| {
        assert!(attempt.accepted());
        told.push(planned.event.clone());
    };
    Sender::new(target).play(plan(), Pace::InOrder, tell).await;
    let expected: Vec<_> = plan().into_iter().map(|planned| planned.event).collect();
    assert_eq!(told, expected);
    assert_eq!(connections(&came), [0, 0, 0]);
}

#[tokio::test]
async fn a_plan_keeps_its_waits_whether_or_not_it_is_answered() {
    let (target, came) = answering(&[END]).await;
    let wait = Duration::from_millis(60);
    let plan = plan().into_iter().map(|planned| {
        let mut planned = planned;
        planned.wait = wait;
        planned
    });
    let schedule = RetrySchedule::new([Duration::from_secs(3_600)]);
    let sender = Sender::new(target).retrying(schedule);
    let began = Instant::now();
    let mut told = 0;
    let ended = sender
        .try_play(plan, Pace::Timed, |_, attempt| {
            assert!(attempt.again_after.is_some());
            told += 1;
            if told == 3 { Err("that is enough") } else { Ok(()) }
        })
        .await;
    assert_eq!(ended, Err("that is enough"));
    assert!((wait * 3..Duration::from_secs(30)).contains(&began.elapsed()));
    assert_eq!(came.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn no_more_than_a_thousand_are_under_way_at_either_pace() {
    for pace in [Pace::InOrder, Pace::Timed] {
        let (target, _) = answering(&[ERROR]).await;
        let many = plan().into_iter().cycle().take(1_100).map(|planned| {
            let mut planned = planned;
            planned.wait = Duration::ZERO;
            planned
        });
        let schedule = RetrySchedule::new([Duration::from_secs(3_600)]);
        let sender = Sender::new(target).retrying(schedule);
        let mut told = 0;
        let full = Notify::new();
        let playing = sender.play(many, pace, |_, _| {
            told += 1;
            if told == 1_000 {
                full.notify_one();
            }
        });
        let waiting = async {
            full.notified().await;
            // Time for one more to come.
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        tokio::select! {
            () = playing => unreachable!("none is accepted"),
            () = waiting => {}
        }
        assert_eq!(told, 1_000, "{pace:?}");
    }
}
