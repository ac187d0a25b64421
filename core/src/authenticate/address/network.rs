use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

use super::allowed::AddressError;

/// A network, or a single address as a network of one.
///
/// One that is written as v4-mapped IPv6 (`::ffff:203.0.113.0/120`) is the IPv4 network that it means:
/// a server that listens on both families sees IPv4 peers in that form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network(IpNet);

/// How many bits of a v4-mapped address come before the IPv4 address.
const MAPPED_BITS: u8 = 96;

impl Network {
    pub(super) fn parse(entry: &str) -> Result<Self, AddressError> {
        let entry = entry.trim();
        let network = read(entry).ok_or_else(|| AddressError::Invalid(entry.to_owned()))?;
        let meant = canonical(network);
        if meant.prefix_len() == 0 {
            return Err(AddressError::Everybody(entry.to_owned()));
        }
        if network.addr() != network.network() {
            let network = network.trunc().to_string();
            return Err(AddressError::NotItsStart { entry: entry.to_owned(), network });
        }
        Ok(Self(meant))
    }

    /// Whether the address, in its [canonical](IpAddr::to_canonical) form, is in it.
    pub(super) fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}

/// Reads the address as std does, which refuses a leading zero (`010.0.0.1`): to some it is octal.
fn read(entry: &str) -> Option<IpNet> {
    let Some((address, _prefix)) = entry.split_once('/') else {
        return entry.parse().ok().map(IpAddr::into);
    };
    address.parse::<IpAddr>().ok()?;
    entry.parse().ok()
}

fn canonical(network: IpNet) -> IpNet {
    let prefix = network.prefix_len().checked_sub(MAPPED_BITS);
    match (network.addr().to_canonical(), prefix) {
        (IpAddr::V4(start), Some(prefix)) if matches!(network, IpNet::V6(_)) => {
            Ipv4Net::new(start, prefix).map_or(network, IpNet::V4)
        }
        _ => network,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_read_in_its_own_family() {
        for (entry, address, is_in) in [
            ("203.0.113.7", "203.0.113.7", true),
            ("203.0.113.7", "203.0.113.8", false),
            (" 203.0.113.0/24 ", "203.0.113.255", true),
            ("203.0.113.0/24", "203.0.114.0", false),
            ("203.0.113.0/24", "2001:db8::1", false),
            ("2001:db8:7::/48", "2001:db8:7:ffff::1", true),
            ("2001:db8:7::/48", "2001:db8:8::1", false),
            ("2001:db8:7::/48", "203.0.113.7", false),
            ("::ffff:203.0.113.7", "203.0.113.7", true),
            ("::ffff:203.0.113.0/120", "203.0.113.255", true),
            ("::ffff:203.0.113.0/120", "203.0.114.0", false),
            ("::ffff:cb00:7107", "203.0.113.7", true),
            ("8000::/1", "2001:db8::1", false),
        ] {
            let network = Network::parse(entry).unwrap();
            assert_eq!(network.contains(address.parse().unwrap()), is_in, "{entry} {address}");
        }
    }
}
