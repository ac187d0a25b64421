//! Only who comes from an allowed address is accepted, through whichever proxies.

use arbitrary::{Result, Unstructured};
use kudosity_webhook::authenticate::{AllowedAddresses, Authenticator, Verdict};

use super::request::Request;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Allowed,
    Proxy,
    Stranger,
    Nobody,
}
use Who::{Allowed, Nobody, Proxy, Stranger};

const ALLOWED: [&str; 2] = ["203.0.113.7", "2001:db8:7::/48"];
const PROXIES: [&str; 3] = ["10.0.0.0/8", "2001:db8:ffff::1", "::ffff:192.0.2.0/120"];

const PEERS: &[(&str, Who)] = &[
    ("10.1.2.3", Proxy),
    ("::ffff:10.1.2.3", Proxy),
    ("203.0.113.7", Allowed),
    ("::ffff:203.0.113.7", Allowed),
    ("2001:db8:7::1", Allowed),
    ("2001:db8:ffff::1", Proxy),
    ("192.0.2.9", Proxy),
    ("198.51.100.1", Stranger),
    ("::203.0.113.7", Stranger),
    ("2001:db8:8::1", Stranger),
];

/// Entries of `X-Forwarded-For`, and who each of them is.
const ENTRIES: &[(&str, Who)] = &[
    ("203.0.113.7", Allowed),
    (" 10.1.2.3\t", Proxy),
    ("198.51.100.1", Stranger),
    ("203.0.113.7:4711", Allowed),
    ("\"[2001:db8:7::1]:443\"", Allowed),
    ("::ffff:203.0.113.7", Allowed),
    ("10.0.0.2:80", Proxy),
    ("[::ffff:10.0.0.1]", Proxy),
    ("\"192.0.2.255\"", Proxy),
    ("203.0.113.8", Stranger),
    ("::203.0.113.7", Stranger),
    ("2001:db8:ffff::2", Stranger),
    ("unknown", Nobody),
    ("", Nobody),
    ("203.0.113.07", Nobody),
    ("203.0.113.7;", Nobody),
    ("10.0.0.1 203.0.113.7", Nobody),
    ("for=203.0.113.7", Nobody),
    ("203.0.113.\u{667}", Nobody),
    ("\"", Nobody),
];

/// Checks a request that comes from somewhere, perhaps through proxies.
pub(super) fn check(choices: &mut Unstructured<'_>) -> Result<()> {
    let (peer, mut expected) = *choices.choose(PEERS)?;
    let mut lines = Vec::new();
    let mut entries = Vec::new();
    for _ in 0..choices.int_in_range(0..=3)? {
        let line = line(choices)?;
        lines.push(line.iter().map(|(entry, _)| *entry).collect::<Vec<_>>().join(",").into_bytes());
        entries.extend(line);
    }
    // From the right, as long as it is a proxy that says so.
    while let (Proxy, Some((_, before))) = (expected, entries.pop()) {
        expected = before;
    }

    let request = Request {
        query: None,
        header: ("x-forwarded-for", lines),
        peer: Some(peer.parse().expect("peers have addresses")),
    };
    let verdict = authenticator().head(&request);
    match (&verdict, expected) {
        (Verdict::Authentic(_), Allowed) | (Verdict::Refused, Proxy | Stranger | Nobody) => Ok(()),
        _ => panic!("{verdict:?} for {request:?}, who is {expected:?}"),
    }
}

/// The entries of one line: one at least.
fn line(choices: &mut Unstructured<'_>) -> Result<Vec<(&'static str, Who)>> {
    let count = choices.int_in_range(1..=4)?;
    (0..count).map(|_| choices.choose(ENTRIES).copied()).collect()
}

fn authenticator() -> AllowedAddresses {
    let allowed = AllowedAddresses::new(ALLOWED);
    allowed.and_then(|allowed| allowed.behind(PROXIES)).expect("the addresses are good ones")
}
