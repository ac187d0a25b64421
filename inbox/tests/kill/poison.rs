use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use kudosity_webhook_axum::event::{Event, Inbound, Message, OptOut};
use kudosity_webhook_axum::{Delivery, EventType, Payload, Sink};
use kudosity_webhook_inbox::{Inbox, State, Stored};
use tokio::time::sleep;

use super::{PLACE, ms};

const POISON: &str = "kills the process";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is a process of its own, which the test beside it starts"]
async fn the_process_that_an_event_kills() {
    let Ok(file) = env::var(PLACE) else { return };
    let inbox = Inbox::sqlite(file).open().await.unwrap();
    let _workers = inbox.workers().max_attempts(4).lease(ms(1_000)).look_every(ms(20)).start(
        |stored: Stored| async move {
            sleep(ms(50)).await;
            let text = stored.event.inbound().and_then(|message| message.message.as_deref());
            if text == Some(POISON) {
                std::process::abort();
            }
            sleep(ms(100)).await;
            Ok(())
        },
    );
    while inbox.depth().await.unwrap().waiting > 0 {
        sleep(ms(20)).await;
    }
}

/// The poison is among them all, and is in work with all of them at once.
#[tokio::test]
async fn an_event_that_kills_the_process_is_parked_and_no_other_is() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("inbox.db");
    let inbox = Inbox::sqlite(&file).open().await.unwrap();
    for number in 0..11 {
        let text = if number == 5 { POISON } else { "a word" };
        inbox.deliver(inbound(number, text)).await.unwrap();
    }
    for number in 0..4 {
        inbox.deliver(opt_out(number)).await.unwrap();
    }
    let mut crashes = 0;
    while !run(&file) {
        crashes += 1;
        assert!(crashes <= 5, "once beside others, four times alone");
    }
    let parked = inbox.list(State::Parked, 0, 100).await.unwrap();
    assert_eq!(parked.iter().map(|entry| (entry.id, entry.attempts)).collect::<Vec<_>>(), [(6, 6)]);
    assert_eq!(crashes, 5);
    let done = inbox.list(State::Done, 0, 100).await.unwrap();
    assert_eq!(done.len(), 14);
    assert!(done.iter().all(|entry| entry.attempts <= 2), "{done:?}");
}

/// Whether it ended by itself.
fn run(file: &Path) -> bool {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "poison::the_process_that_an_event_kills", "--ignored"])
        .env(PLACE, file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
}

fn inbound(number: u32, text: &str) -> Delivery {
    let mut message = Inbound::default();
    (message.id, message.message) = (format!("m-{number}").into(), Some(text.into()));
    delivery(EventType::SmsInbound, Payload::Inbound(message))
}

fn opt_out(number: u32) -> Delivery {
    let mut message = Message::default();
    message.recipient = format!("6149157015{}", number + 6).into();
    delivery(EventType::OptOut, Payload::OptOut(OptOut::new(EventType::SmsInbound, message)))
}

fn delivery(event_type: EventType, payload: Payload) -> Delivery {
    Delivery::for_test(Event::new(event_type, jiff::Timestamp::now(), payload))
}
