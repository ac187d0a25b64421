use std::net::{IpAddr, SocketAddr};

use crate::head::{Head, Peer};

/// The address that a request comes from, behind such proxies; none where an entry that has to be read
/// is no address.
///
/// It goes back from the peer as long as it meets proxies, each of which appended to
/// `X-Forwarded-For` whom it saw. Where all are proxies, it is the farthest.
pub(super) fn client(
    head: &dyn Head,
    Peer(peer): Peer,
    is_proxy: impl Fn(IpAddr) -> bool,
) -> Option<IpAddr> {
    let mut client = peer.ip().to_canonical();
    if !is_proxy(client) {
        return Some(client);
    }
    let lines: Vec<&[u8]> = head.header_values("x-forwarded-for").collect();
    let entries = lines.iter().rev().flat_map(|line| line.rsplit(|byte| *byte == b','));
    for entry in entries {
        client = address(entry)?;
        if !is_proxy(client) {
            break;
        }
    }
    Some(client)
}

/// Reads an entry: an address, in quotes or not, with a port or without.
fn address(entry: &[u8]) -> Option<IpAddr> {
    let entry = std::str::from_utf8(entry.trim_ascii()).ok()?;
    let entry = enclosed(entry, '"', '"').unwrap_or(entry);
    let address = enclosed(entry, '[', ']').unwrap_or(entry).parse();
    let address = address.or_else(|_| entry.parse().map(|it: SocketAddr| it.ip()));
    Some(address.ok()?.to_canonical())
}

fn enclosed(text: &str, open: char, close: char) -> Option<&str> {
    text.strip_prefix(open)?.strip_suffix(close)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_may_have_a_port_and_quotes_and_must_be_an_address() {
        for (entry, expected) in [
            ("203.0.113.7", Some("203.0.113.7")),
            (" 203.0.113.7\t", Some("203.0.113.7")),
            ("203.0.113.7:4711", Some("203.0.113.7")),
            ("\"203.0.113.7:4711\"", Some("203.0.113.7")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:db8::1]", Some("2001:db8::1")),
            ("[2001:db8::1]:443", Some("2001:db8::1")),
            ("\"[2001:db8::1]:443\"", Some("2001:db8::1")),
            ("::ffff:203.0.113.7", Some("203.0.113.7")),
            ("[::ffff:203.0.113.7]:443", Some("203.0.113.7")),
            ("", None),
            ("\"", None),
            ("unknown", None),
            ("_hidden", None),
            ("203.0.113.07", None),
            ("203.0.113.7:", None),
            ("203.0.113.7:65536", None),
            ("203.0.113.7 198.51.100.1", None),
            ("203.0.113.0/24", None),
            ("[203.0.113.7", None),
            ("[[2001:db8::1]]", None),
            ("fe80::1%eth0", None),
            ("203.0.113.\u{667}", None),
        ] {
            let expected = expected.map(|it| it.parse::<IpAddr>().unwrap());
            assert_eq!(address(entry.as_bytes()), expected, "{entry}");
        }
        assert_eq!(address(b"203.0.113.7\xff"), None);
    }
}
