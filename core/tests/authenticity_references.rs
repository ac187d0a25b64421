//! Signed references: what is signed, what is refused, and how they stand beside a secret.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod requests;

use bytes::Bytes;
use kudosity_webhook::authenticate::{Authenticator, ReferenceKeyError, SignError, Verdict};
use kudosity_webhook::{Event, Receiver, Refusal, SignedReferences};
use requests::{CURRENT, EVENT, head, received, rotating};
use serde_json::{Value, json};

const KEY: &str = "an-example-of-a-key-for-references";
const OLD_KEY: &str = "an-older-example-of-a-key-for-references";
const NUMBER: &str = "61491570006";
const OTHER: &str = "61491570156";

fn references() -> SignedReferences {
    SignedReferences::new("k1", KEY).unwrap()
}

fn status(message_ref: &str, recipient: &str) -> Value {
    json!({
        "event_type": "SMS_STATUS",
        "timestamp": "2026-02-03T04:05:06Z",
        "status": {
            "type": "SMS", "id": "m-1", "sender": "DemoSender", "recipient": recipient,
            "status": "DELIVERED", "message_ref": message_ref,
        },
    })
}

fn about(event_type: &str, section: &str, message_ref: &str, recipient: &str) -> Value {
    json!({
        "event_type": event_type,
        "timestamp": "2026-02-03T04:05:06Z",
        section: {
            "source": "SMS_INBOUND", "url": "https://shop.example.com/", "hits": 1,
            "source_message": { "recipient": recipient, "message_ref": message_ref },
        },
    })
}

fn reply(message_ref: &str, sender: &str) -> Value {
    json!({
        "event_type": "SMS_INBOUND",
        "timestamp": "2026-02-03T04:05:06Z",
        "mo": {
            "type": "SMS", "id": "m-2", "sender": sender, "recipient": "DemoSender",
            "message": "Stop ", "last_message": { "message_ref": message_ref },
        },
    })
}

fn verdict(references: &SignedReferences, event: &Value) -> Verdict {
    let body = Bytes::from(event.to_string());
    let event = Event::from_body(body.clone()).unwrap();
    references.event(&head("/", &[]), &body, &event)
}

fn vouches(references: &SignedReferences, event: &Value) -> bool {
    match verdict(references, event) {
        Verdict::Authentic(_) => true,
        Verdict::Refused => false,
        other => panic!("{other:?}"),
    }
}

#[test]
fn signatures_never_change() {
    // Computed by another program from the documented layout.
    let example = SignedReferences::new("2026-02", "a-key-of-32-bytes-or-more-in-your-environment");
    let vectors = [
        (example.unwrap(), "order-7", NUMBER, "order-7:2026-02.BPeEjed1aazUMFT4n95uGQ"),
        (references(), "order-7", NUMBER, "order-7:k1.7ca4pMstLACfmJW3ml1MPg"),
        (references(), "", NUMBER, ":k1.SRxLMd4xYU6vvoIN3EXy7g"),
        (
            SignedReferences::new("2026-02", KEY).unwrap(),
            "shop:7.b \u{1f600}",
            "+447 700 900 123",
            "shop:7.b \u{1f600}:2026-02.UUtXICt6AAQFSXbcAG8mDA",
        ),
    ];
    let docs = include_str!("../src/authenticate/reference/references.rs");
    assert!(docs.contains(vectors[0].3), "the example of the docs");
    for (references, reference, number, signed) in vectors {
        assert_eq!(references.sign(reference, number).as_deref(), Ok(signed));
        assert!(vouches(&references, &status(signed, number)));
    }
}

#[test]
fn every_event_that_brings_a_reference_back_is_verified_for_its_handset() {
    let references = references();
    let signed = references.sign("order-7", NUMBER).unwrap();
    let events: [fn(&str, &str) -> Value; 4] = [
        status,
        |reference, number| about("LINK_HIT", "link_hit", reference, number),
        |reference, number| about("OPT_OUT", "opt_out", reference, number),
        reply,
    ];
    for event in events {
        for number in [NUMBER, "+61491570006", "+61 491-570-006"] {
            assert!(vouches(&references, &event(&signed, number)), "{number}");
        }
        for number in [OTHER, "0491570006", "61491570006 ext 1"] {
            assert!(!vouches(&references, &event(&signed, number)), "{number}");
        }
        assert!(!vouches(&references, &event("order-7", NUMBER)));
    }
    // A hit on a message to nobody known.
    assert!(!vouches(&references, &about("LINK_HIT", "link_hit", &signed, "")));
}

#[test]
fn an_event_without_a_reference_is_undecided() {
    let mut nothing_said = reply("", NUMBER);
    nothing_said["mo"].as_object_mut().unwrap().remove("last_message");
    let unknown = json!({
        "event_type": "NEWS", "timestamp": "2026-02-03T04:05:06Z", "news": { "message_ref": "a" },
    });
    for event in [status("", NUMBER), reply("", NUMBER), nothing_said, unknown] {
        assert!(matches!(verdict(&references(), &event), Verdict::Undecided), "{event}");
    }
}

#[test]
fn references_in_other_places_are_not_verified_and_not_where_verified_ones_are_read() {
    let mut listed = status("", NUMBER);
    listed["status"]["message_ref"] = json!(["order-7"]);
    let mut foreign = status("", NUMBER);
    foreign["link_hit"] = about("", "link_hit", "order-7", NUMBER)["link_hit"].clone();
    let mut unknown = status("order-7", NUMBER);
    unknown["event_type"] = json!("VOICE_STATUS");
    unknown["status"].as_object_mut().unwrap().remove("id");
    let mut misplaced = reply("", NUMBER);
    misplaced["mo"]["message_ref"] = json!("order-7");
    let mut last_listed = reply("", NUMBER);
    last_listed["mo"]["last_message"] = json!([{ "message_ref": "order-7" }]);
    for body in [listed, foreign, unknown, misplaced, last_listed] {
        assert!(matches!(verdict(&references(), &body), Verdict::Undecided), "{body}");
        let event = Event::from_body(body.to_string().into()).unwrap();
        let last = event.inbound().and_then(|it| it.last_message.as_ref());
        let hint = last.and_then(|it| it.message_ref.as_ref());
        let read = event.message_ref().or(hint).filter(|it| !it.is_empty());
        assert_eq!(read, None, "{body}");
        assert!(serde_json::to_string(&event).unwrap().contains("order-7"), "{body}");
    }
}

#[test]
fn every_character_of_a_signed_reference_counts() {
    let references = references().or_previous("k2", OLD_KEY).unwrap();
    let signed = references.sign("a:7.b \u{1f600}", NUMBER).unwrap();
    assert!(vouches(&references, &status(&signed, NUMBER)));
    let others = (' '..='~').chain(['\n', '\u{1f601}', '\u{e9}']);
    let mut tried = 0;
    for (at, char) in signed.char_indices() {
        let (front, back) = (&signed[..at], &signed[at + char.len_utf8()..]);
        let replaced = others.clone().filter(|it| *it != char);
        let replaced = replaced.map(|it| format!("{front}{it}{back}"));
        let inserted = others.clone().map(|it| format!("{front}{it}{char}{back}"));
        for tampered in replaced.chain(inserted).chain([format!("{front}{back}")]) {
            assert!(!vouches(&references, &status(&tampered, NUMBER)), "{tampered}");
            tried += 1;
        }
    }
    for cut in 1..signed.len() {
        if let (Some(front), Some(back)) = (signed.get(..cut), signed.get(cut..)) {
            assert!(!vouches(&references, &status(front, NUMBER)), "{front}");
            assert!(!vouches(&references, &status(back, NUMBER)), "{back}");
        }
    }
    assert!(tried > 6_000, "{tried}");
}

#[test]
fn what_stands_for_one_key_or_number_does_not_for_another() {
    let twins = references().or_previous("k2", KEY).unwrap();
    let signed = twins.sign("order-7", NUMBER).unwrap();
    let swapped = signed.replace(":k1.", ":k2.");
    assert!(vouches(&twins, &status(&signed, NUMBER)));
    assert!(!vouches(&twins, &status(&swapped, NUMBER)), "one key by two ids");

    let unknown = signed.replace(":k1.", ":k3.");
    assert!(!vouches(&twins, &status(&unknown, NUMBER)));
    let another = SignedReferences::new("k1", OLD_KEY).unwrap();
    assert!(!vouches(&another, &status(&signed, NUMBER)), "two keys by one id");

    // No part of one field can be moved into its neighbour.
    let moved = references().sign("order-76", "1491570006").unwrap();
    let moved = moved.replacen("order-76", "order-7", 1);
    assert!(!vouches(&references(), &status(&moved, NUMBER)));
}

#[test]
fn composite_references_survive_and_come_back_as_they_were() {
    let references = references();
    for reference in [
        "order-7",
        "",
        " ",
        "shop:7:line:2",
        "v1.2.3",
        "a:k1.b",
        "order-7:k1.7ca4pMstLACfmJW3ml1MPg",
        "two\nlines and a tab\t",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} caf\u{e9}",
        r#"{"order":7,"line":[1,2]}"#,
    ] {
        let signed = references.sign(reference, NUMBER).unwrap();
        assert!(vouches(&references, &status(&signed, NUMBER)), "{signed}");
        assert_eq!(references.reference(&signed), reference);
    }
    // What none of the keys signed is given as it is.
    for other in ["order-7", "", "order-7:k2.7ca4pMstLACfmJW3ml1MPg", "order-7:k1.short"] {
        assert_eq!(references.reference(other), other);
    }
}

#[test]
fn a_signed_reference_fits_into_500_characters_or_is_not_made() {
    for (key_id, room) in [("k", 475), ("k1", 474), ("sixteen-letters_", 460)] {
        let references = SignedReferences::new(key_id, KEY).unwrap();
        for char in ["x", "\u{e9}", "\u{1f600}"] {
            let signed = references.sign(char.repeat(room), NUMBER).unwrap();
            assert_eq!(signed.chars().count(), 500);
            assert!(vouches(&references, &status(&signed, NUMBER)));
            let error = references.sign(char.repeat(room + 1), NUMBER).unwrap_err();
            assert_eq!(error, SignError::TooLong { room });
            assert!(error.to_string().contains(&room.to_string()), "{error}");
        }
    }
}

#[test]
fn a_number_that_no_event_would_have_is_not_signed_for() {
    for number in [
        "",
        " ",
        "+",
        "()",
        "0491570006",
        "0061491570006",
        "+0491570006",
        "(04) 9157 0006",
        "DemoSender",
        "order-7",
        "tel:61491570006",
        "61491570006,61491570156",
        "++61491570006",
        "61491570006 ext 1",
        // No-break and zero-width spaces, marks of direction, full-width digits.
        "61491\u{a0}570006",
        "61491570006\u{200b}",
        "\u{202a}+61491570006\u{202c}",
        "\u{ff16}\u{ff11}491570006",
        // Too short, with and without a plus, and too long.
        "123456",
        "+123456",
        "1234567890123456",
    ] {
        let error = references().sign("order-7", number).unwrap_err();
        assert_eq!(error, SignError::NotInternational, "{number:?}");
        assert!(error.to_string().contains("7 to 15 digits such as 61491570006"));
    }
}

#[test]
fn a_number_is_signed_for_however_it_is_written() {
    let references = references();
    for number in [
        NUMBER,
        "+61 491 570 006",
        "+61 (491) 570.006",
        " 61491570006\n",
        "\t61491570006\r\n",
        "\u{a0}61491570006\u{2003}",
    ] {
        let signed = references.sign("order-7", number).unwrap();
        assert!(vouches(&references, &status(&signed, NUMBER)), "{number:?}");
    }
    for number in ["1234567", "123456789012345"] {
        assert!(references.sign("order-7", number).is_ok(), "{number}");
    }
}

#[test]
fn keys_rotate_and_the_credential_names_the_one_that_signed() {
    let before = SignedReferences::new("2025", OLD_KEY).unwrap();
    let after = SignedReferences::new("2026", KEY).unwrap();
    let rotating = after.clone().or_previous("2025", OLD_KEY).unwrap();
    let old = before.sign("order-7", NUMBER).unwrap();
    let new = rotating.sign("order-7", NUMBER).unwrap();
    assert_eq!(Ok(&new), after.sign("order-7", NUMBER).as_ref());
    for (signed, expected) in
        [(&old, "reference signed by 2025"), (&new, "reference signed by 2026")]
    {
        let Verdict::Authentic(by) = verdict(&rotating, &status(signed, NUMBER)) else { panic!() };
        assert_eq!(by.as_str(), expected);
        assert_eq!(rotating.reference(signed), "order-7");
    }
    assert!(!vouches(&before, &status(&new, NUMBER)));
    assert!(!vouches(&after, &status(&old, NUMBER)));
}

#[test]
fn while_unsigned_ones_are_allowed_they_are_undecided_and_wrong_ones_are_not() {
    let references = references().allow_unsigned();
    let signed = references.sign("order-7", NUMBER).unwrap();
    for (message_ref, number, expected) in [
        ("order-7", NUMBER, "Undecided"),
        ("shop:7.b", NUMBER, "Undecided"),
        (&signed[..signed.len() - 1], NUMBER, "Undecided"),
        (&signed, NUMBER, "Authentic(By(reference signed by k1))"),
        (&signed, OTHER, "Refused"),
        (&signed.replace("order", "Order"), NUMBER, "Refused"),
        // One that looks signed, and by no key of ours.
        (&signed.replace(":k1.", ":k2."), NUMBER, "Undecided"),
        ("https://shop.example.com:order.QhY1W8xqTLeX0Zc0lqk7Mw", NUMBER, "Undecided"),
    ] {
        let verdict = verdict(&references, &status(message_ref, number));
        assert_eq!(format!("{verdict:?}"), expected, "{message_ref} {number}");
    }
}

#[test]
fn keys_that_could_be_guessed_or_confused_are_not_taken() {
    use ReferenceKeyError::{InvalidId, SameId, TooShort, Unset};
    let error = |id, key: &[u8]| SignedReferences::new(id, key).map(drop).unwrap_err();
    assert_eq!(error("k1", &[7; 31]), TooShort);
    assert!(SignedReferences::new("k1", [7; 32]).is_ok());
    for id in ["", "a b", "a:b", "a.b", "\u{e9}", "seventeen-letters"] {
        assert_eq!(error(id, KEY.as_bytes()), InvalidId, "{id}");
        assert_eq!(references().or_previous(id, OLD_KEY).map(drop), Err(InvalidId));
    }
    assert_eq!(references().or_previous("k1", OLD_KEY).map(drop), Err(SameId("k1".to_owned())));
    let twice = references().or_previous("k2", OLD_KEY).unwrap().or_previous("k2", KEY);
    assert_eq!(twice.map(drop), Err(SameId("k2".to_owned())));
    let unset = SignedReferences::from_env("NO_SUCH_VARIABLE_IS_SET").map(drop).unwrap_err();
    assert_eq!(unset, Unset("NO_SUCH_VARIABLE_IS_SET".to_owned()));
    assert!(format!("{unset:?}").contains("NO_SUCH_VARIABLE_IS_SET"));
}

#[test]
fn debug_shows_no_key() {
    let shown = format!("{:?}", references().or_previous("k2", OLD_KEY).unwrap());
    assert!(shown.contains("k1") && shown.contains("k2"), "{shown}");
    assert!(!shown.contains(KEY) && !shown.contains(OLD_KEY), "{shown}");
}

#[test]
fn beside_a_secret_references_are_verified_and_nothing_authentic_is_lost() {
    let references = references();
    let receiver = Receiver::new(rotating().and(references.clone()));
    let right = format!("/?secret={CURRENT}");
    let signed = references.sign("order-7", NUMBER).unwrap();
    let send = |uri: &str, body: &str| received(&receiver, head(uri, &[]), body);

    for (body, by) in [
        (status(&signed, NUMBER).to_string(), "secret 1 of 2 and reference signed by k1"),
        (EVENT.to_owned(), "secret 1 of 2"),
    ] {
        assert_eq!(send(&right, &body).unwrap().authenticated_by.as_str(), by);
        assert_eq!(send("/", &body).unwrap_err().into_rejection().status(), 403);
    }
    for forged in [status(&signed, OTHER), status("order-7", NUMBER), reply("order-7", NUMBER)] {
        let rejection = send(&right, &forged.to_string()).unwrap_err().into_rejection();
        assert_eq!(rejection.status(), 403);
    }
    let Err(Refusal::Unreadable(unreadable)) = send(&right, "{}") else { panic!() };
    assert_eq!(unreadable.authenticated_by.as_str(), "secret 1 of 2");
}

#[test]
fn alone_they_take_nothing_but_what_they_signed() {
    let references = references().allow_unsigned();
    let receiver = Receiver::new(references.clone());
    let signed = references.sign("order-7", NUMBER).unwrap();
    let cases = [
        (status(&signed, NUMBER).to_string(), 200),
        (status("order-7", NUMBER).to_string(), 403),
        (EVENT.to_owned(), 403),
        ("{}".to_owned(), 403),
    ];
    for (body, expected) in cases {
        let status = match received(&receiver, head("/", &[]), &body) {
            Ok(_) => 200,
            Err(refusal) => refusal.into_rejection().status().as_u16(),
        };
        assert_eq!(status, expected, "{body}");
    }
}
