//! Runs an example program as a person would; each example's test includes this file.

#![allow(dead_code, reason = "each test uses a part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use kudosity_webhook_simulator::client::{Request, Target, Version, send};
use kudosity_webhook_simulator::conformance::{Options, check};
use kudosity_webhook_simulator::samples;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

const SECRET: &str = "a-secret-for-the-example-programs";

/// A running program, and what it printed as its URL.
pub(crate) struct Program {
    process: Process,
    out: BufReader<ChildStdout>,
    address: SocketAddr,
    pub(crate) target: String,
}

/// A process that ends with its test, also with one that fails.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Program {
    pub(crate) fn start(program: &str, options: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(program);
        command.args(["--listen", "127.0.0.1:0"]).args(options);
        command.env_remove("KUDOSITY_WEBHOOK_SECRET").envs(environment.iter().copied());
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut process = Process(child);
        let mut out = BufReader::new(process.0.stdout.take().unwrap());
        let mut line = String::new();
        if options.contains(&"--json") {
            BufReader::new(process.0.stderr.take().unwrap()).read_line(&mut line).unwrap();
        } else {
            out.read_line(&mut line).unwrap();
        }
        let (address, target) =
            line.split_once("http://").unwrap().1.trim().split_once('/').unwrap();
        let (address, target) = (address.parse().unwrap(), format!("/{target}"));
        Self { process, out, address, target }
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split_once('?').unwrap().0
    }

    /// The status that a delivery to this path and query is answered with.
    fn deliver(&self, target: &str, version: Version, body: &'static str) -> u16 {
        self.answer(&Request::delivery(target, body), version)
    }

    /// The status that a request is answered with.
    pub(crate) fn answer(&self, request: &Request, version: Version) -> u16 {
        let target = Target::parse(&format!("http://{}/", self.address)).unwrap();
        let answer = send(&target, version, request, Duration::from_secs(10));
        runtime().block_on(answer).unwrap().status.as_u16()
    }

    pub(crate) fn signal(&self, signal: &str) {
        let kill = format!("kill {signal} {}", self.process.0.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Sends the signal while a delivery is half-way; it is answered nevertheless.
    fn signal_during_a_delivery(&self, signal: &str, body: &str) {
        let (first, rest) = body.split_at(body.len() / 2);
        let mut stream = TcpStream::connect(self.address).unwrap();
        let (target, length) = (&self.target, body.len());
        let head = format!(
            "POST {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\
             expect: 100-continue\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        // Once it asks for the body, it is at the delivery.
        let mut answers = BufReader::new(stream.try_clone().unwrap());
        let mut interim = String::new();
        while !interim.ends_with("\r\n\r\n") {
            assert!(answers.read_line(&mut interim).unwrap() > 0, "{interim}");
        }
        assert!(interim.starts_with("HTTP/1.1 100 "), "{interim}");
        stream.write_all(first.as_bytes()).unwrap();
        self.signal(signal);
        // Once it takes no more connections, it has seen the signal.
        while TcpStream::connect(self.address).is_ok() {
            std::thread::sleep(Duration::from_millis(10));
        }
        stream.write_all(rest.as_bytes()).unwrap();
        let mut answer = String::new();
        answers.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{signal}: {answer}");
    }

    /// What it printed, once it has ended by itself.
    pub(crate) fn lines(mut self) -> Vec<String> {
        let lines = self.out.lines().map(Result::unwrap).collect();
        assert!(self.process.0.wait().unwrap().success());
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
        for version in Version::ALL {
            let status = running.deliver(&running.target, version, sample.body);
            assert_eq!(status, 200, "{} by {version}", sample.name);
            expected.push(serde_json::from_str::<Value>(sample.body).unwrap());
        }
    }
    assert_eq!(running.deliver(running.path(), Version::Http2, receipt), 403);
    assert_eq!(running.deliver(&running.target, Version::Http1, "{}"), 422);
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

/// Every case of the simulator's comes out as it must, by both versions of HTTP.
pub(crate) fn passes_every_case(program: &str) {
    let running = Program::start(program, &[], &[("KUDOSITY_WEBHOOK_SECRET", SECRET)]);
    let url = format!("http://{}{}?secret={SECRET}", running.address, running.path());
    let Program { process, out, .. } = running;
    // Nobody need read the lines, but the program waits for room to write them.
    let printed = std::thread::spawn(|| out.lines().count());

    let target = Target::parse(&url).unwrap();
    let options = Options::default();
    let report = runtime().block_on(check(&target, &options, |_| {})).unwrap();
    drop(process);
    report.assert_passed();
    assert_eq!(report.versions, Version::ALL);
    assert!(printed.join().unwrap() > 100);
}
