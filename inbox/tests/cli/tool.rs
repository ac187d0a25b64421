use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use kudosity_webhook_inbox::event::Channel;
use kudosity_webhook_inbox::{Delivery, Event, Sink, Unreadable};
use kudosity_webhook_inbox::{Failed, Inbox, Stored};
use kudosity_webhook_simulator::provider::Provider;
use serde_json::Value;
use tempfile::TempDir;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_inbox");

pub(crate) const ANNA: &str = "61491570006";
pub(crate) const BEN: &str = "61491570156";

/// How the tool ended, and what it printed.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A database: 1 was worked, 2 is a dead letter, 3 (Anna's opt-out) and 4 wait, 5 is in quarantine.
pub(crate) struct Database {
    pub(crate) folder: TempDir,
}

impl Database {
    pub(crate) async fn filled() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inbox = Inbox::sqlite(folder.path().join("inbox.db")).open().await.unwrap();
        let mut provider = Provider::seeded(1).with_account_number("61491570158");
        let receipt = provider.receipt(Channel::Sms, "SENT").id("m-1").person(BEN).event();
        let message = provider.inbound(Channel::Sms).person(ANNA).text("yes").event();
        deliver(&inbox, [receipt, message]).await;
        let workers = inbox.work(async |stored: Stored| match stored.event.inbound() {
            Some(_) => Err(Failed::park(format!("no customer {ANNA}"))),
            None => Ok(()),
        });
        while inbox.depth().await.unwrap().waiting > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        workers.drain(Duration::from_secs(10)).await;
        let opt_out = provider.opt_out().person(ANNA).account_number("61491570158").event();
        deliver(&inbox, [opt_out, provider.link_hit().person(BEN).event()]).await;
        let body = format!(r#"{{"event_type": "NEWS", "to": "{ANNA}"}}"#);
        let error = Event::from_body(body.clone().into()).unwrap_err();
        inbox.unreadable(Unreadable::for_test(body, error)).await.unwrap();
        Self { folder }
    }

    /// Puts a message into quarantine, as if the version before could not read it, by an application that
    /// has these words.
    pub(crate) async fn quarantine_message(&self, person: &str, text: &str, words: &[&str]) {
        let message = Provider::seeded(2).inbound(Channel::Sms).person(person).text(text).event();
        let body = Delivery::for_test(message).body;
        let error = Event::from_body("{".into()).unwrap_err();
        let opening = Inbox::sqlite(self.path()).opt_out_words(words.iter().copied()).open();
        let inbox = opening.await.unwrap();
        inbox.unreadable(Unreadable::for_test(body, error)).await.unwrap();
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("inbox.db")
    }

    pub(crate) fn run(&self, line: &str) -> Ran {
        self.run_on("", line)
    }

    /// Runs the tool with this on its standard input.
    pub(crate) fn run_on(&self, input: &str, line: &str) -> Ran {
        let mut command = Command::new(PROGRAM);
        command.args(line.split(' ')).env("KUDOSITY_INBOX_DATABASE", self.path());
        let command = command.current_dir(self.folder.path()).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // It may have ended before it has read all.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap().into()
    }
}

async fn deliver(inbox: &Inbox, events: [Event; 2]) {
    for event in events {
        inbox.deliver(Delivery::for_test(event)).await.unwrap();
    }
}

impl Ran {
    /// The lines of JSON that it printed.
    pub(crate) fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// That it did what it was asked to.
    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{self:?}");
        self
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
