//! Runs an example program as a person would; each example's test includes this file.

#![allow(dead_code, reason = "each test uses a part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use kudosity_webhook_simulator::client::{Request, send};
use kudosity_webhook_simulator::samples;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

const SECRET: &str = "a-secret-for-the-example-programs";

/// A running program, and what it printed as its URL.
pub(crate) struct Program {
    child: Child,
    out: BufReader<ChildStdout>,
    address: SocketAddr,
    pub(crate) target: String,
}

impl Program {
    pub(crate) fn start(program: &str, options: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(program);
        command.args(["--listen", "127.0.0.1:0"]).args(options);
        command.env_remove("KUDOSITY_WEBHOOK_SECRET").envs(environment.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        if options.contains(&"--json") {
            BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        } else {
            out.read_line(&mut line).unwrap();
        }
        let (address, target) =
            line.split_once("http://").unwrap().1.trim().split_once('/').unwrap();
        let (address, target) = (address.parse().unwrap(), format!("/{target}"));
        Self { child, out, address, target }
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split_once('?').unwrap().0
    }

    fn deliver(&self, target: &str, body: &'static str) -> u16 {
        self.answer(&Request::delivery(target, body))
    }

    /// The status that a request is answered with.
    pub(crate) fn answer(&self, request: &Request) -> u16 {
        let answer = runtime().block_on(send(self.address, request, Duration::from_secs(10)));
        answer.unwrap().status.as_u16()
    }

    pub(crate) fn signal(&self, signal: &str) {
        let kill = format!("kill {signal} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Delivers as the provider does: by HTTP/2, here with prior knowledge.
    fn deliver_by_http2(&self, body: &'static str) -> u16 {
        let uri = format!("http://{}{}", self.address, self.target);
        runtime().block_on(async {
            let stream = tokio::net::TcpStream::connect(self.address).await.unwrap();
            let (client, connection) = h2::client::handshake(stream).await.unwrap();
            tokio::spawn(connection);
            let request = http::Request::post(uri).header("content-type", "application/json");
            let mut client = client.ready().await.unwrap();
            let (answer, mut sending) =
                client.send_request(request.body(()).unwrap(), false).unwrap();
            sending.send_data(body.into(), true).unwrap();
            answer.await.unwrap().status().as_u16()
        })
    }

    /// Sends the signal while a delivery is half-way; it is answered nevertheless.
    fn signal_during_a_delivery(&self, signal: &str, body: &str) {
        let (first, rest) = body.split_at(body.len() / 2);
        let mut stream = TcpStream::connect(self.address).unwrap();
        let (target, length) = (&self.target, body.len());
        let head = format!(
            "POST {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{first}"
        );
        stream.write_all(head.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(200));
        self.signal(signal);
        std::thread::sleep(Duration::from_millis(200));
        stream.write_all(rest.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{signal}: {answer}");
    }

    /// What it printed, once it has ended by itself.
    pub(crate) fn lines(mut self) -> Vec<String> {
        let lines = self.out.lines().map(Result::unwrap).collect();
        assert!(self.child.wait().unwrap().success());
        lines
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// What every example program does.
pub(crate) fn prints_every_event_that_it_acknowledged(program: &str) {
    let receipt = samples::current()[0].body;

    let running = Program::start(program, &["--json"], &[]);
    let mut expected = Vec::new();
    for sample in samples::all() {
        assert_eq!(running.deliver(&running.target, sample.body), 200, "{}", sample.name);
        expected.push(serde_json::from_str::<Value>(sample.body).unwrap());
    }
    assert_eq!(running.deliver_by_http2(receipt), 200);
    expected.push(serde_json::from_str(receipt).unwrap());
    assert_eq!(running.deliver(running.path(), receipt), 403);
    assert_eq!(running.deliver(&running.target, "{}"), 422);
    running.signal_during_a_delivery("-TERM", receipt);
    expected.push(serde_json::from_str(receipt).unwrap());
    let read = |line: &String| serde_json::from_str::<Value>(line).unwrap();
    assert_eq!(running.lines().iter().map(read).collect::<Vec<_>>(), expected);

    let mut running = Program::start(program, &[], &[("KUDOSITY_WEBHOOK_SECRET", SECRET)]);
    assert!(!running.target.contains(SECRET), "a secret of the environment is not shown");
    running.target = format!("{}?secret={SECRET}", running.path());
    running.signal_during_a_delivery("-INT", receipt);
    let lines = running.lines();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("SMS_STATUS DELIVERED "), "{}", lines[0]);
}
