//! Receipts come at least once and in no order; what is kept in the end does not depend on either.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod event_samples;

use event_samples::{read_text, text};
use jiff::Timestamp;
use kudosity_webhook::event::{MessageStatus, Receipt};

fn receipt(status: &str, second: i64) -> Receipt {
    Receipt::new("m-1", status, Timestamp::from_second(1_772_360_100 + second).unwrap())
}

/// What is kept of receipts that come in this order.
fn kept(receipts: &[Receipt]) -> Receipt {
    let mut kept = receipts[0].clone();
    for receipt in receipts {
        if receipt.supersedes(&kept) {
            kept = receipt.clone();
        }
    }
    kept
}

fn permutations(items: Vec<Receipt>) -> Vec<Vec<Receipt>> {
    if items.len() < 2 {
        return vec![items];
    }
    let mut all = Vec::new();
    for index in 0..items.len() {
        let mut rest = items.clone();
        let first = rest.remove(index);
        for mut order in permutations(rest) {
            order.insert(0, first.clone());
            all.push(order);
        }
    }
    all
}

#[test]
fn every_order_of_arrival_with_any_repeats_ends_the_same() {
    for life in [
        &[
            ("QUEUED", 0),
            ("SENT", 1),
            ("ACCEPTED", 2),
            ("SOFT_BOUNCE", 3),
            ("DELIVERED", 4),
            ("READ", 5),
        ][..],
        &[("PENDING_APPROVAL", 0), ("SUBMITTED", 1), ("SENT", 1), ("parked", 2), ("FAILED", 3)],
        &[("SENT", 0), ("SOFT_BOUNCE", 1), ("SOFT_BOUNCE", 2)],
        // A clock that runs backwards does not undo a delivery.
        &[("SENT", 9), ("DELIVERED", 2)],
        // Two final words at one instant: the order of words decides.
        &[("DELIVERED", 2), ("FAILED", 2), ("failed", 2)],
    ] {
        let mut receipts: Vec<_> =
            life.iter().map(|(status, second)| receipt(status, *second)).collect();
        let last = receipts.last().unwrap().clone();
        receipts.push(receipts[0].clone());
        for order in permutations(receipts) {
            assert_eq!(kept(&order), last, "{order:?}");
        }
    }
}

#[test]
fn a_late_sent_does_not_overwrite_delivered() {
    assert!(!receipt("SENT", 60).supersedes(&receipt("DELIVERED", 4)));
    assert!(receipt("DELIVERED", 4).supersedes(&receipt("SENT", 60)));
}

#[test]
fn the_order_is_strict() {
    let words = [
        "PENDING",
        "PENDING_APPROVAL",
        "QUEUED",
        "SUBMITTED",
        "SENT",
        "ACCEPTED",
        "SOFT_BOUNCE",
        "OTHER",
        "parked",
        "DELIVERED",
        "FAILED",
        "HARD_BOUNCE",
        "REJECTED",
        "UNDELIVERABLE",
        "INVALID",
        "READ",
        "read",
    ];
    let all: Vec<_> = words.iter().flat_map(|word| [receipt(word, 0), receipt(word, 1)]).collect();
    for one in &all {
        assert!(!one.supersedes(one));
        for other in all.iter().filter(|other| *other != one) {
            assert_ne!(one.supersedes(other), other.supersedes(one), "{one:?} {other:?}");
            for third in all.iter().filter(|third| other.supersedes(third)) {
                assert!(!one.supersedes(other) || one.supersedes(third));
            }
        }
    }
}

#[test]
fn a_word_not_known_here_ranks_between_the_way_and_the_end() {
    assert!(receipt("PARKED", 0).supersedes(&receipt("SOFT_BOUNCE", 9)));
    assert!(receipt("FAILED", 0).supersedes(&receipt("PARKED", 9)));
    assert!(receipt("PARKED", 1).supersedes(&receipt("OTHER", 0)));
}

#[test]
fn a_receipt_of_another_message_is_not_superseded() {
    let other = Receipt::new("m-2", MessageStatus::Sent, Timestamp::UNIX_EPOCH);
    assert!(!receipt("READ", 0).supersedes(&other));
}

#[test]
fn only_a_receipt_gives_one_and_it_can_be_stored() {
    let event = read_text(text("sms_status")).unwrap();
    let receipt = event.receipt().unwrap();
    assert_eq!(receipt.status, MessageStatus::Delivered);
    assert_eq!(receipt.at, event.timestamp);
    let stored = serde_json::to_string(&receipt).unwrap();
    assert_eq!(serde_json::from_str::<Receipt>(&stored).unwrap(), receipt);
    assert!(read_text(text("sms_inbound")).unwrap().receipt().is_none());
}
