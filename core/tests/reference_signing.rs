//! Signed references: what is signed, for whom, and by which keys.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod references;

use kudosity_webhook::SignedReferences;
use kudosity_webhook::authenticate::{ReferenceKeyError, SignError};
use references::{KEY, NUMBER, OLD_KEY, references, status, vouches};

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
