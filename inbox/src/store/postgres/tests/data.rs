use kudosity_webhook::event::{MessageStatus, Receipt};

use super::*;
use crate::entry::{OptedOut, Pair};
use crate::store::{Consent, State};

fn opted_out(person: &str, account: &str, at: Timestamp) -> OptedOut {
    OptedOut { between: Pair { person: person.to_owned(), account: account.to_owned() }, at }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn whatever_a_peer_sends_is_stored_and_found() {
    let (_server, inbox) = opened();
    // What a text column refuses, what an index of it refuses, and what an encoding may lack.
    let noise: String = (0..40_000_u32).filter_map(|n| char::from_u32(n * 7919 % 0xD800)).collect();
    for (number, text) in (1..).zip(["", "\0", "a\0b", "\u{10FFFF}", noise.as_str()]) {
        let at = now();
        let mut entry = entry(number);
        entry.lane = Lane::OptOuts;
        entry.event_type = Some(text.to_owned());
        entry.body = Bytes::copy_from_slice(text.as_bytes());
        entry.traceparent = Some(text.to_owned());
        entry.opt_out = Some(opted_out(text, text, at));
        entry.receipt = Some(Receipt::new(text, text, at));
        assert_eq!(inbox.insert(entry).await.unwrap(), Inserted::New);

        let [consent] = &inbox.consents_of(vec![text.to_owned()]).await.unwrap()[..] else {
            panic!("one consent");
        };
        assert_eq!(consent.between.account, text);
        assert_eq!(consent.opted_out, Some(at));
        let receipts = inbox.receipts_of(text.to_owned()).await.unwrap();
        assert_eq!(receipts, [Receipt::new(text, text, at)]);

        let [claimed] = &claim(&inbox, 2).await[..] else { panic!("one entry") };
        assert_eq!(claimed.body, text.as_bytes());
        assert_eq!(claimed.traceparent.as_deref(), Some(text));
        let problem = text.to_owned();
        assert!(inbox.settle(claimed.lease, Settled::Parked { at, problem }).await.unwrap());
        let shown = inbox.show(claimed.lease.id).await.unwrap().unwrap();
        assert_eq!(shown.listed.problem.as_deref(), Some(text));
        assert_eq!(shown.listed.event_type.as_deref(), Some(text));
        assert_eq!(shown.listed.state, State::Parked);
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn long_numbers_and_ids_are_turned_over_page_by_page() {
    let (_server, inbox) = opened();
    // Alike in more than their front.
    let mut names: Vec<String> = (0..7).map(|n| format!("{}{n}", "x".repeat(3000))).collect();
    names.push("61491570156".to_owned());
    names.sort();
    for (number, name) in (1..).zip(&names) {
        let mut entry = entry(number);
        entry.opt_out = Some(opted_out(name, "", now()));
        entry.receipt = Some(Receipt::new(name.as_str(), MessageStatus::Sent, now()));
        inbox.insert(entry).await.unwrap();
    }
    let (mut after, mut persons) = (None, Vec::new());
    loop {
        let page = inbox.consents(after.clone(), 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.between.clone());
        persons.extend(page.into_iter().map(|consent| consent.between.person));
    }
    assert_eq!(persons, names);
    let (mut after, mut messages) = (None, Vec::new());
    loop {
        let page = inbox.receipts(after.clone(), 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id.as_str().to_owned());
        messages.extend(page.into_iter().map(|receipt| receipt.id.as_str().to_owned()));
    }
    assert_eq!(messages, names);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_row_that_is_refused_does_not_fail_its_neighbours() {
    let (server, inbox) = opened();
    inbox.words().await.unwrap();
    let refuse = "ALTER TABLE kudosity_inbox.entry ADD CONSTRAINT none \
         CHECK (body <> '{\"number\":13}')";
    server.ask(refuse).unwrap();
    let answers = insert_all(&inbox, 1..=40).await;
    for (number, answer) in (1..).zip(&answers) {
        assert_eq!(answer.is_ok(), number != 13, "{number}: {answer:?}");
    }
    // What it was is not told.
    let told = format!("{:?} {0}", answers[12].as_ref().unwrap_err());
    assert!(told.contains("23514") && !told.contains("number"), "{told}");
    assert_eq!(inbox.depth().await.unwrap().waiting, 39);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn of_5000_at_once_half_of_them_repeats_each_is_stored_once() {
    let (_server, inbox) = opened();
    // Repeats stand side by side, so that they come into the same group.
    let answers = insert_all(&inbox, (0..5000).map(|n| n / 2)).await;
    let new = answers.iter().filter(|answer| matches!(answer, Ok(Inserted::New))).count();
    let known = answers.iter().filter(|answer| matches!(answer, Ok(Inserted::Known))).count();
    let full = answers.len() - new - known;
    assert_eq!(full, answers.iter().filter(|answer| answer.is_err()).count());
    assert_eq!(inbox.depth().await.unwrap().waiting, new as u64);
    // What was refused, because too many waited, is brought back.
    let answers = insert_all(&inbox, 0..2500).await;
    let stored = new + answers.iter().filter(|answer| matches!(answer, Ok(Inserted::New))).count();
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(stored, 2500);
    assert_eq!(inbox.depth().await.unwrap().waiting, 2500);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_repeat_does_not_bring_back_a_number_that_was_erased() {
    let (_server, inbox) = opened();
    let mut first = entry(1);
    first.opt_out = Some(opted_out("61491570156", "", now()));
    inbox.insert(first.clone()).await.unwrap();
    inbox.rename_person("61491570156".to_owned(), "#hash".to_owned()).await.unwrap();
    assert_eq!(inbox.insert(first).await.unwrap(), Inserted::Known);
    let all: Vec<Consent> = inbox.consents(None, 9).await.unwrap();
    let persons: Vec<_> = all.iter().map(|consent| consent.between.person.as_str()).collect();
    assert_eq!(persons, ["#hash"]);
}
