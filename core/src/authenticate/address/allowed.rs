use std::fmt;
use std::net::IpAddr;

use super::client::client;
use super::network::Network;
use crate::authenticate::{Authenticator, By, Verdict};
use crate::head::Head;

/// Vouches for what comes from certain addresses.
///
/// **Use it beside a secret** (`secret.and(addresses)`): it keeps out whoever read the URL and sits
/// elsewhere, and vouches for everybody at the addresses. The provider publishes no ranges (one source
/// address was seen on live deliveries): ask it for them, and be told when it moves. Its deliveries are
/// then rejected as not authentic although the secret was right: log and observer name the secret alone
/// in [`vouched_by`](crate::Observation::vouched_by). Look for the new address in the log of your server
/// or proxy, and ask the provider whether it is its own.
///
/// # Behind a proxy
///
/// The client is the connection's other end, unless that is one of the proxies named by
/// [`behind`](Self::behind). Then it is the last entry of `X-Forwarded-For` that is no such proxy: the
/// entries of all its lines, in their order, are read from the right, since each proxy appends whom it
/// saw and a client can send any entries of its own. An entry may have a port; one that has to be read
/// and is no address refuses. Where all are named proxies, the farthest is the client. The header is
/// ignored when it comes from anybody else, and `Forwarded` (RFC 7239) always is.
///
/// That is as good as the proxies are: each must append to the header, or replace it. **Name every proxy
/// in between, and nobody else**: whoever else is in a network that you name could send any
/// `X-Forwarded-For`.
///
/// Addresses of IPv4 that come, or are given, as IPv6 (`::ffff:203.0.113.7`) are those of IPv4.
///
/// # The peer
///
/// It needs [`Head::peer`]: actix-web and warp tell it, axum if served with
/// `into_make_service_with_connect_info::<SocketAddr>()`. A [`Peer`](crate::Peer) that you put into the
/// request's extensions goes before it, also where there is none, as on a unix socket. Where nobody
/// tells it, every delivery is answered 500 and the log says what to change.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::authenticate::AllowedAddresses;
/// use kudosity_webhook::{Peer, Receiver};
///
/// let allowed = AllowedAddresses::new(["203.0.113.7", "2001:db8:7::/48"])?.behind(["10.0.0.0/8"])?;
/// let receiver = Receiver::new(allowed);
/// let admits = |peer: [u8; 4], forwarded_for: &str| {
///     let request = http::Request::post("/")
///         .header("content-type", "application/json")
///         .header("x-forwarded-for", forwarded_for)
///         .extension(Peer((peer, 4711).into()))
///         .body(());
///     request.map(|request| receiver.admit(request.into_parts().0).is_ok())
/// };
/// assert!(admits([10, 0, 0, 1], "198.51.100.1, 203.0.113.7, 10.0.0.2")?);
/// assert!(!admits([10, 0, 0, 1], "203.0.113.7, 198.51.100.1, 10.0.0.2")?);
/// assert!(!admits([198, 51, 100, 1], "203.0.113.7")?);
///
/// let error = AllowedAddresses::new(["203.0.113.300"]).unwrap_err();
/// assert!(error.to_string().starts_with("'203.0.113.300' is no address"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct AllowedAddresses {
    allowed: Vec<Network>,
    proxies: Vec<Network>,
    by: By,
}

impl AllowedAddresses {
    /// Takes the addresses and networks (in CIDR notation) that deliveries may come from.
    ///
    /// Blanks around an entry do not count, so a list from the environment is `value.split(',')`.
    ///
    /// # Errors
    ///
    /// [`AddressError`], which names the entry.
    pub fn new<I>(entries: I) -> Result<Self, AddressError>
    where
        I: IntoIterator<Item: AsRef<str>>,
    {
        let by = By::new("allowed address");
        Ok(Self { allowed: networks(entries)?, proxies: Vec::new(), by })
    }

    /// Names the proxies in front, in addition to those named before.
    ///
    /// # Errors
    ///
    /// [`AddressError`], which names the entry.
    pub fn behind<I>(mut self, proxies: I) -> Result<Self, AddressError>
    where
        I: IntoIterator<Item: AsRef<str>>,
    {
        self.proxies.extend(networks(proxies)?);
        Ok(self)
    }
}

impl Authenticator for AllowedAddresses {
    fn head(&self, head: &dyn Head) -> Verdict {
        let Some(peer) = head.peer() else {
            return Verdict::PEER_UNKNOWN;
        };
        match client(head, peer, |address| is_in(&self.proxies, address)) {
            Some(client) if is_in(&self.allowed, client) => Verdict::Authentic(self.by.clone()),
            _ => Verdict::Refused,
        }
    }
}

fn is_in(networks: &[Network], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(address))
}

fn networks<I>(entries: I) -> Result<Vec<Network>, AddressError>
where
    I: IntoIterator<Item: AsRef<str>>,
{
    let networks = entries.into_iter().map(|entry| Network::parse(entry.as_ref()));
    let networks: Vec<Network> = networks.collect::<Result<_, _>>()?;
    if networks.is_empty() { Err(AddressError::Empty) } else { Ok(networks) }
}

/// Why [`AllowedAddresses`] were not built.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// The list has no entry.
    #[error("a list of addresses needs one at least, such as 203.0.113.7 or 2001:db8:7::/48")]
    Empty,
    /// The entry is neither an address nor a network.
    #[error("'{0}' is no address and no network, such as 203.0.113.7 or 2001:db8:7::/48")]
    Invalid(String),
    /// The entry is a network, but its address is one within it: it could mean either.
    #[error("'{entry}' is not the start of its network: write {network}, or an address alone")]
    NotItsStart {
        /// The entry.
        entry: String,
        /// The network that it is in.
        network: String,
    },
    /// The entry is the network that everybody is in.
    #[error(
        "'{0}' is everybody's address: use `InsecureAcceptAnyone` if you mean it, and name the proxies \
         one by one"
    )]
    Everybody(String),
}

/// As it reads: `main` shows the `Debug` form of the error that it returns.
impl fmt::Debug for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
