//! Of the references that come back only those are accepted that were signed, for the handset that the
//! event is about.

use arbitrary::{Result, Unstructured};
use bytes::Bytes;
use kudosity_webhook::Event;
use kudosity_webhook::authenticate::{Authenticator, SignedReferences, Verdict};
use serde_json::{Value, json};

use super::super::json::odd;
use super::request::Request;

const KEYS: [(&str, &str); 2] = [
    ("new", "an-example-of-a-key-for-references"),
    ("old", "an-example-of-a-key-for-references-once"),
];

/// The ways to write a number, each in a row of its own.
const NUMBERS: &[&[&str]] = &[
    &["61491570006", "+61491570006", "+61 491 570 006", "61-491-570-006"],
    &["61491570156", "+61 491 570 156"],
    &["6149157", "61 491 57"],
    &["614915700061561", "+614915700061561"],
    &["447700900123", "+44 7700 900123"],
];

/// Checks an event with a reference that was signed, and perhaps altered.
pub(super) fn check(choices: &mut Unstructured<'_>) -> Result<()> {
    let (id, key) = choices.choose(&KEYS)?;
    let signer = SignedReferences::new(id, key).expect("the key is a good one");
    let numbers = *choices.choose(NUMBERS)?;
    let reference =
        *choices.choose(&["order-7", "", "a:b.c:new.d", "Zq9 \u{1f600}\n", "x:new."])?;
    let signed = signer.sign(reference, choices.choose(numbers)?).expect("it can be signed");
    let message_ref = altered(choices, &signed)?;
    let handset_of = if odd(choices, 3)? { *choices.choose(NUMBERS)? } else { numbers };
    let handset = *choices.choose(handset_of)?;

    let event = event(choices, &message_ref, handset)?;
    let references = references();
    let verdict = references.event(&Request::default(), &Bytes::new(), &event);
    let genuine = message_ref == signed && handset_of == numbers;
    match &verdict {
        Verdict::Authentic(by) => {
            assert!(genuine, "{message_ref:?} to {handset} was accepted, and {signed:?} signed");
            assert_eq!(by.as_str(), format!("reference signed by {id}"));
            assert_eq!(references.reference(&message_ref), reference);
        }
        Verdict::Refused => assert!(!genuine && !message_ref.is_empty()),
        Verdict::Undecided => assert!(message_ref.is_empty(), "{message_ref:?} is a reference"),
        other => panic!("{other:?}"),
    }
    Ok(())
}

fn references() -> SignedReferences {
    let [(new, new_key), (old, old_key)] = KEYS;
    let references = SignedReferences::new(new, new_key);
    references.and_then(|it| it.or_previous(old, old_key)).expect("the keys are good ones")
}

/// The reference as it is, mostly, or altered in a way or two.
fn altered(choices: &mut Unstructured<'_>, signed: &str) -> Result<String> {
    let mut altered = signed.as_bytes().to_vec();
    for _ in 0..choices.int_in_range(0..=2)? {
        let place = choices.choose_index(altered.len().max(1))?;
        let byte = choices.int_in_range(b' '..=b'~')?;
        match choices.int_in_range(0..=5)? {
            0 => altered.iter_mut().skip(place).take(1).for_each(|it| *it = byte),
            1 => altered.insert(place, byte),
            2 => altered.truncate(place),
            3 => drop(altered.drain(..place)),
            4 => altered.extend(choices.choose(&["=", "A", " ", ":new.", ":old"])?.bytes()),
            _ => altered.reverse(),
        }
    }
    Ok(String::from_utf8_lossy(&altered).into_owned())
}

/// An event that brings the reference back, of one of the shapes that do.
fn event(choices: &mut Unstructured<'_>, message_ref: &str, handset: &str) -> Result<Event> {
    let message = json!({"recipient": handset, "message_ref": message_ref});
    let receipt = json!({"type": "SMS", "id": "m-1", "sender": "61491570158", "recipient": handset,
        "status": "SENT", "message_ref": message_ref});
    let inbound = json!({"type": "SMS", "id": "m-1", "sender": handset, "recipient": "61491570158",
        "last_message": message});
    let shapes: [(&str, &str, Value); 4] = [
        ("SMS_STATUS", "status", receipt),
        ("SMS_INBOUND", "mo", inbound),
        ("LINK_HIT", "link_hit", json!({"url": "", "hits": 1, "source_message": message})),
        ("OPT_OUT", "opt_out", json!({"source": "PORTAL", "source_message": message})),
    ];
    let (event_type, key, section) = choices.choose(&shapes)?;
    let event =
        json!({"event_type": event_type, "timestamp": "2026-03-01T10:15:00Z", *key: section});
    Ok(Event::from_body(event.to_string().into()).expect("it is an event"))
}
