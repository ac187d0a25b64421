//! Runs an example program as a person would; each example's test includes this file.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use kudosity_webhook_simulator::client::{Request, send};
use kudosity_webhook_simulator::samples;
use serde_json::Value;

const SECRET: &str = "a-secret-for-the-example-programs";

fn start(program: &str, secret: Option<&str>) -> (Child, String) {
    let mut command = Command::new(program);
    command.args(["--listen", "127.0.0.1:0", "--json"]).env_remove("KUDOSITY_WEBHOOK_SECRET");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    if let Some(secret) = secret {
        command.env("KUDOSITY_WEBHOOK_SECRET", secret);
    }
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.split_once("http://").unwrap().1.trim().to_owned();
    (child, url)
}

/// Ends it as a service manager does, and tells its lines.
fn stop(mut child: Child) -> Vec<Value> {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert!(child.wait().unwrap().success());
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn deliver(url: &str, body: &'static str) -> u16 {
    let (address, target) = url.split_once('/').unwrap();
    let request = Request::delivery(format!("/{target}"), body);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let limit = Duration::from_secs(10);
    let answer = runtime.block_on(send(address.parse().unwrap(), &request, limit));
    answer.unwrap().status.as_u16()
}

/// What every example program does.
pub(crate) fn prints_every_event_that_it_acknowledged(program: &str) {
    let (child, url) = start(program, None);
    let mut expected = Vec::new();
    for sample in samples::all() {
        assert_eq!(deliver(&url, sample.body), 200, "{}", sample.name);
        expected.push(serde_json::from_str::<Value>(sample.body).unwrap());
    }
    let forged = url.split_once('?').unwrap().0;
    assert_eq!(deliver(forged, samples::current()[0].body), 403);
    assert_eq!(deliver(&url, "{}"), 422);
    assert_eq!(stop(child), expected);

    let (child, url) = start(program, Some(SECRET));
    assert!(!url.contains(SECRET), "a secret of the environment is not shown");
    let path = url.split_once('?').unwrap().0;
    let url = format!("{path}?secret={SECRET}");
    assert_eq!(deliver(&url, samples::current()[0].body), 200);
    assert_eq!(stop(child).len(), 1);
}
