//! A request with what an authenticator looks at.

use std::net::IpAddr;

use kudosity_webhook::{Head, Peer};

#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) query: Option<String>,
    /// One header, and all its values.
    pub(super) header: (&'static str, Vec<Vec<u8>>),
    pub(super) peer: Option<IpAddr>,
}

impl Head for Request {
    fn method(&self) -> &str {
        "POST"
    }

    fn path(&self) -> &str {
        "/"
    }

    fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let (named, values) = &self.header;
        values.get(nth).filter(|_| *named == name).map(Vec::as_slice)
    }

    fn peer(&self) -> Option<Peer> {
        self.peer.map(|address| Peer((address, 4711).into()))
    }
}
