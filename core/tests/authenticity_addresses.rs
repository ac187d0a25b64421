//! Where deliveries may come from: peers, proxies, and the entries that they append.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod requests;

use kudosity_webhook::authenticate::{AddressError, Authenticator, Verdict};
use kudosity_webhook::{AllowedAddresses, Peer, Receiver};
use requests::{CURRENT, EVENT, head, received, rotating};

const ALLOWED: [&str; 3] = ["203.0.113.7", "198.51.100.0/28", "2001:db8:7::/48"];

fn verdict(allowed: &AllowedAddresses, peer: &str, lines: &[&str]) -> Verdict {
    let lines: Vec<_> = lines.iter().map(|line| ("X-Forwarded-For", *line)).collect();
    let mut head = head("/", &lines);
    head.extensions.insert(Peer(peer.parse().unwrap()));
    allowed.head(&head)
}

fn is_allowed(allowed: &AllowedAddresses, peer: &str, lines: &[&str]) -> bool {
    match verdict(allowed, peer, lines) {
        Verdict::Authentic(by) => {
            assert_eq!(by.as_str(), "allowed address");
            true
        }
        Verdict::Refused => false,
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_proxies_the_peer_is_the_client_and_says_nothing_of_others() {
    let allowed = AllowedAddresses::new(ALLOWED).unwrap();
    for (peer, expected) in [
        ("203.0.113.7:1", true),
        ("203.0.113.8:1", false),
        ("198.51.100.15:1", true),
        ("198.51.100.16:1", false),
        ("[2001:db8:7:1::1]:1", true),
        ("[2001:db8:8::1]:1", false),
        ("[::ffff:203.0.113.7]:1", true),
        ("[::ffff:203.0.113.8]:1", false),
        ("[::203.0.113.7]:1", false),
    ] {
        for lines in [&[][..], &["203.0.113.7"], &["198.51.100.99"], &["garbage"]] {
            assert_eq!(is_allowed(&allowed, peer, lines), expected, "{peer} {lines:?}");
        }
    }
}

#[test]
fn networks_may_be_given_as_v4_mapped_ones() {
    let mapped = ["::ffff:203.0.113.0/120", "::ffff:198.51.100.1"];
    let allowed = AllowedAddresses::new(mapped).unwrap().behind(["::ffff:10.0.0.0/104"]).unwrap();
    for (peer, lines, expected) in [
        ("203.0.113.255:1", &[][..], true),
        ("[::ffff:203.0.113.1]:1", &[], true),
        ("203.0.114.1:1", &[], false),
        ("198.51.100.1:1", &[], true),
        ("198.51.100.2:1", &[], false),
        ("10.255.0.1:1", &["203.0.113.1"], true),
        ("[::ffff:10.0.0.1]:1", &["::ffff:203.0.113.1"], true),
        ("11.0.0.1:1", &["203.0.113.1"], false),
    ] {
        assert_eq!(is_allowed(&allowed, peer, lines), expected, "{peer} {lines:?}");
    }
}

#[test]
fn behind_proxies_the_client_is_the_last_entry_that_is_none() {
    let proxies = ["10.0.0.0/8", "2001:db8:ffff::1"];
    let allowed = AllowedAddresses::new(ALLOWED).unwrap().behind(proxies).unwrap();
    let cases: [(&[&str], bool); 26] = [
        (&["203.0.113.7"], true),
        (&["203.0.113.8"], false),
        // What a client sends by itself stands further left.
        (&["198.51.100.99, 203.0.113.7"], true),
        (&["203.0.113.7, 198.51.100.99"], false),
        (&["garbage, 203.0.113.7"], true),
        (&["203.0.113.7, garbage"], false),
        // Named proxies are passed over, others are not.
        (&["203.0.113.7, 10.0.0.2, 2001:db8:ffff::1"], true),
        (&["203.0.113.7, 10.0.0.2, 2001:db8:ffff::2"], false),
        (&["203.0.113.8, 10.0.0.2"], false),
        (&["203.0.113.7,10.0.0.2,\t10.0.0.3 "], true),
        (&["203.0.113.7, garbage, 10.0.0.2"], false),
        // Several lines are one list.
        (&["203.0.113.7", "10.0.0.2"], true),
        (&["198.51.100.99", "203.0.113.7"], true),
        (&["203.0.113.7", "198.51.100.99"], false),
        (&["203.0.113.7, 10.0.0.2", "10.0.0.3, 10.0.0.4", "10.0.0.5"], true),
        (&["203.0.113.7", "198.51.100.99, 10.0.0.2", "10.0.0.3"], false),
        // As proxies write addresses.
        (&["203.0.113.7:4711"], true),
        (&["[2001:db8:7::1]:443, 10.0.0.2:80"], true),
        (&["\"[2001:db8:7::1]:443\""], true),
        (&["2001:db8:7::1"], true),
        (&["::ffff:203.0.113.7"], true),
        (&["203.0.113.7, ::ffff:10.0.0.2"], true),
        // Nobody, an empty entry, and proxies alone.
        (&[], false),
        (&[""], false),
        (&["203.0.113.7,"], false),
        (&["10.0.0.2, 10.0.0.3"], false),
    ];
    for (lines, expected) in cases {
        for peer in ["10.0.0.1:1", "[::ffff:10.0.0.1]:1", "[2001:db8:ffff::1]:1"] {
            assert_eq!(is_allowed(&allowed, peer, lines), expected, "{peer} {lines:?}");
        }
    }
    for (peer, expected) in [("198.51.100.99:1", false), ("203.0.113.7:1", true)] {
        for (lines, _) in cases {
            assert_eq!(is_allowed(&allowed, peer, lines), expected, "of no proxy: {lines:?}");
        }
    }
}

#[test]
fn where_all_are_proxies_the_farthest_is_the_client() {
    let allowed = AllowedAddresses::new(["10.0.0.9"]).unwrap();
    let allowed = allowed.behind(["10.0.0.1"]).unwrap().behind(["10.0.0.9", "10.0.0.2"]).unwrap();
    for (peer, lines, expected) in [
        ("10.0.0.9:1", &[][..], true),
        ("10.0.0.1:1", &[], false),
        ("10.0.0.1:1", &["10.0.0.9"], true),
        ("10.0.0.1:1", &["10.0.0.9", "10.0.0.2"], true),
        ("10.0.0.9:1", &["10.0.0.2"], false),
    ] {
        assert_eq!(is_allowed(&allowed, peer, lines), expected, "{peer} {lines:?}");
    }
}

#[test]
fn a_server_that_does_not_tell_the_peer_is_a_fault_of_the_set_up_and_no_strangers_business() {
    let allowed = || AllowedAddresses::new(ALLOWED).unwrap();
    assert!(matches!(allowed().head(&head("/", &[])), Verdict::Misconfigured(_)));

    let receiver = Receiver::new(allowed().and(rotating()));
    for (uri, expected) in [(format!("/?secret={CURRENT}"), 500), ("/".to_owned(), 403)] {
        let refusal = received(&receiver, head(&uri, &[]), EVENT).unwrap_err();
        assert_eq!(refusal.into_rejection().status(), expected, "{uri}");
    }
}

#[test]
fn a_list_with_a_wrong_entry_is_not_built_and_the_error_names_it() {
    let invalid = |entry: &str| AddressError::Invalid(entry.to_owned());
    let everybody = |entry: &str| AddressError::Everybody(entry.to_owned());
    let within = |entry: &str, network: &str| {
        let (entry, network) = (entry.to_owned(), network.to_owned());
        AddressError::NotItsStart { entry, network }
    };
    let cases: [(&[&str], AddressError); 20] = [
        (&[], AddressError::Empty),
        (&[""], invalid("")),
        (&["203.0.113.7", "sms.example.com"], invalid("sms.example.com")),
        (&["203.0.113.7:443"], invalid("203.0.113.7:443")),
        (&["203.0.113.300"], invalid("203.0.113.300")),
        (&["203.0.113"], invalid("203.0.113")),
        (&["203.0.113.0/33"], invalid("203.0.113.0/33")),
        (&["203.0.113.0-255"], invalid("203.0.113.0-255")),
        (&["[2001:db8::1]"], invalid("[2001:db8::1]")),
        (&["203.0.113.7/24"], within("203.0.113.7/24", "203.0.113.0/24")),
        (&["2001:db8:7::1/48"], within("2001:db8:7::1/48", "2001:db8:7::/48")),
        (&["0.0.0.0/0"], everybody("0.0.0.0/0")),
        (&["203.0.113.7", "::/0"], everybody("::/0")),
        (&["::ffff:0:0/96"], everybody("::ffff:0:0/96")),
        (&["::ffff:0.0.0.0/96"], everybody("::ffff:0.0.0.0/96")),
        (&["::ffff:203.0.113.7/96"], everybody("::ffff:203.0.113.7/96")),
        (&["010.0.0.1"], invalid("010.0.0.1")),
        (&["010.0.0.0/8"], invalid("010.0.0.0/8")),
        (&["203.0.113.00/24"], invalid("203.0.113.00/24")),
        (&["203.0.113.0/"], invalid("203.0.113.0/")),
    ];
    for (entries, expected) in cases {
        let built = AllowedAddresses::new(entries).map(|_| ());
        assert_eq!(built, Err(expected.clone()));
        let behind = AllowedAddresses::new(ALLOWED).unwrap().behind(entries).map(|_| ());
        assert_eq!(behind, Err(expected.clone()));
        if let Some(entry) = entries.last().filter(|entry| !entry.is_empty()) {
            assert!(format!("{expected:?}").contains(entry), "{expected}");
        }
    }
    // As an environment variable holds them.
    let listed = AllowedAddresses::new("203.0.113.7, 10.0.0.0/8".split(',')).unwrap();
    assert!(is_allowed(&listed, "10.1.2.3:1", &[]));
}
