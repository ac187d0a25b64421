//! Signed references: what is verified and refused, and how they stand beside a secret.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod references;
mod requests;

use kudosity_webhook::authenticate::{Authenticator, Verdict};
use kudosity_webhook::{Event, Receiver, Refusal, SignedReferences};
use references::{KEY, NUMBER, OLD_KEY, OTHER, about, references, reply, status, verdict, vouches};
use requests::{CURRENT, EVENT, head, received, rotating};
use serde_json::{Value, json};

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
