//! What holds of events of every shape, whatever is in them.
//!
//! The cases are the same in every run, so that a failure comes again; `PROPTEST_RNG_SEED` and
//! `PROPTEST_CASES` make others.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the checks are shared with the fuzz targets; a test fails by panicking"
)]

mod event_samples;
#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::cell::RefCell;
use std::collections::BTreeMap;

use arbitrary::Unstructured;
use event_samples::{read, read_text, set, value};
use jiff::Timestamp;
use kudosity_webhook::event::{Fingerprint, Payload, Receipt};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::{Value, json};

/// The same cases in every run, unless others are asked for.
fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let rng_seed = match asked.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_260_301),
        fixed => fixed,
    };
    ProptestConfig { rng_seed, failure_persistence: None, ..asked }
}

/// The text of a delivery of any shape, often with new fields at every level, and with what is odd.
fn delivery() -> impl Strategy<Value = String> {
    let choices = vec(any::<u8>(), 0..400);
    choices.prop_map(|choices| fuzz::delivery::delivery(&mut Unstructured::new(&choices)).unwrap())
}

/// The word with some of its letters in the other case.
fn recased(word: &str, letters: u32) -> String {
    let turned = |place: usize| letters >> (place % 32) & 1 == 1;
    let recase = |(place, letter): (usize, char)| match letter {
        'a'..='z' if turned(place) => letter.to_ascii_uppercase(),
        'A'..='Z' if turned(place) => letter.to_ascii_lowercase(),
        as_it_is => as_it_is,
    };
    word.chars().enumerate().map(recase).collect()
}

/// A value's text, with the members of every object in another order.
fn reordered(value: &Value, places: usize) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| reordered(item, places)).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(map) => {
            let member = |(key, value)| format!("{}:{}", json!(key), reordered(value, places));
            let mut members: Vec<_> = map.iter().map(member).collect();
            let length = members.len().max(1);
            members.rotate_left(places % length);
            format!("{{{}}}", members.join(","))
        }
        scalar => scalar.to_string(),
    }
}

fn register(event: &mut Value, registration: &str) {
    for key in ["webhook_id", "webhook_name"] {
        event[key] = json!(registration);
    }
}

/// The generated deliveries would prove nothing if they were all refused, or all of one shape.
#[test]
fn deliveries_of_every_shape_are_read_and_some_are_refused() {
    let shapes = RefCell::new(BTreeMap::new());
    let ran = TestRunner::new(config()).run(&delivery(), |body| {
        let shape = match read_text(&body).map(|event| event.payload) {
            Ok(Payload::Status(_)) => "status",
            Ok(Payload::Inbound(_)) => "inbound",
            Ok(Payload::LinkHit(_)) => "link hit",
            Ok(Payload::OptOut(_)) => "opt-out",
            Ok(_) => "unknown",
            Err(_) => "refused",
        };
        *shapes.borrow_mut().entry(shape).or_insert(0) += 1;
        Ok(())
    });
    let shapes = shapes.into_inner();
    assert!(
        ran.is_ok() && shapes.len() == 6 && shapes.values().all(|count| *count > 3),
        "{shapes:?}"
    );
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_read_is_written_again_and_what_is_refused_has_a_reason(body in delivery()) {
        fuzz::parse::check_body(body.as_bytes());
    }

    #[test]
    fn which_registration_delivered_it_and_in_which_order_of_keys_makes_no_difference(
        body in delivery(),
        registration in "\\PC{0,8}",
        places in 0..8_usize,
    ) {
        if let Ok(event) = read_text(&body) {
            let mut again = serde_json::to_value(&event).unwrap();
            register(&mut again, &registration);
            let again = read_text(&reordered(&again, places)).unwrap();
            prop_assert_eq!(again.fingerprint(), event.fingerprint());
        }
    }
}

/// The fields that identify the events of a sample, besides its type and its timestamp.
const IDENTIFYING: &[(&str, &[&str])] = &[
    ("rcs_status", &["/status/id", "/status/status"]),
    ("mms_inbound", &["/mo/id", "/mo/sender", "/mo/recipient"]),
    (
        "link_hit",
        &["/link_hit/source_message/id", "/link_hit/source_message/recipient", "/link_hit/url"],
    ),
    (
        "opt_out",
        &[
            "/opt_out/source_message/id",
            "/opt_out/source_message/recipient",
            "/opt_out/source_message/sender",
            "/opt_out/source",
        ],
    ),
];

/// The fields whose upper and lower case is one.
const WORDS: &[&str] = &["/event_type", "/status/status", "/opt_out/source"];

/// An event with what identifies it.
fn identified() -> impl Strategy<Value = (Value, &'static [&'static str])> {
    select(IDENTIFYING).prop_flat_map(|(name, pointers)| {
        let fields = vec("[a-zA-Z0-9 +@|\u{e9}]{1,12}", pointers.len());
        fields.prop_map(move |fields| {
            let mut event = value(name);
            for (pointer, field) in pointers.iter().zip(fields) {
                set(&mut event, pointer, json!(field));
            }
            (event, pointers)
        })
    })
}

fn fingerprint(event: &Value) -> Fingerprint {
    read(event).unwrap().fingerprint()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn only_what_identifies_an_event_tells_two_apart(
        (event, pointers) in identified(),
        registration in "\\PC{0,8}",
        letters in any::<u32>(),
        altered in any::<Index>(),
        other in "[a-zA-Z0-9 +@|\u{e9}]{0,12}",
    ) {
        let mut same = event.clone();
        register(&mut same, &registration);
        same["new"] = json!(other);
        for pointer in WORDS {
            if let Some(Value::String(word)) = same.pointer_mut(pointer) {
                *word = recased(word, letters);
            }
        }
        prop_assert_eq!(fingerprint(&same), fingerprint(&event));

        let pointer = *altered.get(pointers);
        let was = event.pointer(pointer).unwrap().as_str().unwrap();
        let is_same = was == other || WORDS.contains(&pointer) && was.eq_ignore_ascii_case(&other);
        if !is_same && (!other.is_empty() || !pointer.ends_with("recipient")) {
            set(&mut same, pointer, json!(other));
            prop_assert_ne!(fingerprint(&same), fingerprint(&event), "{}", pointer);
        }
    }

    #[test]
    fn instants_tell_two_events_apart_and_their_writing_does_not(
        (event, _) in identified(),
        nanosecond in -10_000_000_000_000_000_i128..4_000_000_000_000_000_000,
        later in 1..2_000_000_000_i128,
        hours in -23..24_i8,
    ) {
        let at = |instant: i128, hours| {
            let instant = Timestamp::from_nanosecond(instant).unwrap();
            let mut event = event.clone();
            event["timestamp"] = json!(instant.display_with_offset(jiff::tz::offset(hours)).to_string());
            fingerprint(&event)
        };
        prop_assert_eq!(at(nanosecond, 0), at(nanosecond, hours));
        prop_assert_ne!(at(nanosecond, 0), at(nanosecond + later, hours));
    }
}

/// A receipt of a message: one of few instants, so that many are at the same, and words in any case.
fn receipt(id: &'static str) -> impl Strategy<Value = Receipt> {
    const WORDS: &[&str] = &[
        "PENDING",
        "PENDING_APPROVAL",
        "QUEUED",
        "SUBMITTED",
        "SENT",
        "ACCEPTED",
        "SOFT_BOUNCE",
        "OTHER",
        "DELIVERED",
        "FAILED",
        "HARD_BOUNCE",
        "REJECTED",
        "UNDELIVERABLE",
        "INVALID",
        "READ",
        "PARKED",
        "zugestellt \u{e9}",
        "",
    ];
    (select(WORDS), any::<u32>(), 0..3_i64).prop_map(move |(word, letters, second)| {
        let at = Timestamp::from_second(1_772_360_100 + second).unwrap();
        Receipt::new(id, recased(word, letters).as_str(), at)
    })
}

/// What is kept of receipts that come in this order.
fn kept<'a>(receipts: impl IntoIterator<Item = &'a Receipt>) -> &'a Receipt {
    let newer = |kept, receipt: &'a Receipt| if receipt.supersedes(kept) { receipt } else { kept };
    receipts.into_iter().reduce(newer).unwrap()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_order_of_arrival_with_any_repeats_ends_the_same(
        (receipts, order) in vec(receipt("m-1"), 1..7).prop_flat_map(|receipts| {
            let places: Vec<_> = (0..receipts.len()).collect();
            (Just(receipts), Just(places).prop_shuffle())
        }),
        repeats in vec(any::<(Index, Index)>(), 0..6),
    ) {
        let mut order = order;
        for (place, receipt) in repeats {
            order.insert(place.index(order.len() + 1), receipt.index(receipts.len()));
        }
        let last = kept(order.iter().map(|place| &receipts[*place]));
        prop_assert_eq!(last, kept(&receipts));
        prop_assert!(!receipts.iter().any(|receipt| receipt.supersedes(last)));
    }

    #[test]
    fn superseding_is_a_strict_order_of_all_that_differ(
        one in receipt("m-1"),
        other in receipt("m-1"),
        third in receipt("m-1"),
    ) {
        prop_assert!(!one.supersedes(&one));
        prop_assert_ne!(one.supersedes(&other), one == other || other.supersedes(&one));
        if one.supersedes(&other) && other.supersedes(&third) {
            prop_assert!(one.supersedes(&third));
        }
    }

    #[test]
    fn nothing_supersedes_a_receipt_of_another_message(
        one in receipt("m-1"),
        other in receipt("m-2"),
    ) {
        prop_assert!(!one.supersedes(&other) && !other.supersedes(&one));
    }
}
