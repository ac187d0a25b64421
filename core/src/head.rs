use std::net::SocketAddr;

use http::header::{self, HeaderMap, HeaderValue};

/// The head of a request, as far as a receiver looks at it.
///
/// It names no type of the `http` crate, because actix-web lives on `http` 0.2 while axum, warp and
/// hyper live on `http` 1. Core implements it for [`http::request::Parts`]; an adapter implements it
/// for its framework's own request.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::{Head, Peer, Receiver, RejectionKind, SharedSecret};
///
/// struct OwnRequest {
///     target: &'static str,
///     headers: Vec<(&'static str, &'static str)>,
/// }
///
/// impl Head for OwnRequest {
///     fn method(&self) -> &str {
///         "POST"
///     }
///     fn path(&self) -> &str {
///         self.target.split('?').next().unwrap_or_default()
///     }
///     fn query(&self) -> Option<&str> {
///         self.target.split_once('?').map(|(_, query)| query)
///     }
///     fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
///         let mut named = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
///         named.nth(nth).map(|(_, value)| value.as_bytes())
///     }
///     fn peer(&self) -> Option<Peer> {
///         None
///     }
/// }
///
/// let receiver = Receiver::new(SharedSecret::new("an-example-of-a-secret")?);
/// let target = "/webhooks/kudosity?secret=an-example-of-a-secret";
/// let json = ("Content-Type", "application/json");
/// assert!(receiver.admit(OwnRequest { target, headers: vec![json] }).is_ok());
///
/// let doubled = receiver.admit(OwnRequest { target, headers: vec![json, json] });
/// assert_eq!(doubled.unwrap_err().kind(), &RejectionKind::ContentType);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Head {
    /// The method as it came, such as `POST`.
    fn method(&self) -> &str;

    /// The path of the request target, without the query.
    fn path(&self) -> &str;

    /// The query of the request target without its `?`, still percent-encoded.
    fn query(&self) -> Option<&str>;

    /// The `nth` value (from 0) of the header `name` (given in lower case), in the order in which the
    /// values came.
    ///
    /// By number rather than as an iterator, so that the trait can be used as `dyn Head`, which has
    /// all of them: `header_values`.
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]>;

    /// The header `name` (given in lower case), which may come once at most.
    ///
    /// A doubled header is told apart from an absent one: two values are a way to make two parties
    /// read two different things. By default it asks [`header`](Self::header) twice; an implementation
    /// that looks the name up once is faster, and must agree with `header`.
    fn sole_header(&self, name: &str) -> Sole<&[u8]> {
        Sole::of((0..2).map_while(|nth| self.header(name, nth)))
    }

    /// The address of the connection's other end, where the server told it.
    fn peer(&self) -> Option<Peer>;
}

impl dyn Head + '_ {
    /// All values of the header `name` (in lower case), in the order in which they came.
    pub fn header_values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        (0..).map_while(move |nth| self.header(name, nth))
    }
}

/// What came where one value at most may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sole<T> {
    /// Nothing came.
    Absent,
    /// One came.
    One(T),
    /// More than one came, which nobody may read as either of them.
    Many,
}

impl<T> Sole<T> {
    /// Takes the only item of an iterator.
    pub fn of(mut items: impl Iterator<Item = T>) -> Self {
        match (items.next(), items.next()) {
            (None, _) => Self::Absent,
            (Some(item), None) => Self::One(item),
            (Some(_), Some(_)) => Self::Many,
        }
    }
}

impl<'a> Sole<&'a [u8]> {
    /// Looks up a header (by its name in lower case), for [`Head::sole_header`] of a framework that
    /// lives on `http` 1.
    pub fn header(headers: &'a HeaderMap, name: &str) -> Self {
        // Those that every request is asked for are found by their constants, which are hashed faster.
        let values = match name {
            "content-type" => headers.get_all(header::CONTENT_TYPE),
            "content-length" => headers.get_all(header::CONTENT_LENGTH),
            "content-encoding" => headers.get_all(header::CONTENT_ENCODING),
            _ => headers.get_all(name),
        };
        Self::of(values.iter().map(HeaderValue::as_bytes))
    }
}

/// The address of a connection's other end, as a request extension.
///
/// `http` requests do not carry it, so whoever knows it puts it there: `kudosity-webhook-axum` does
/// so from axum's `ConnectInfo`; with a bare tower service the accept loop inserts it. In every
/// framework, one that the application put there goes before what the server tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Peer(pub SocketAddr);

impl Head for http::request::Parts {
    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn path(&self) -> &str {
        self.uri.path()
    }

    fn query(&self) -> Option<&str> {
        self.uri.query()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self.headers.get_all(name).iter();
        values.nth(nth).map(HeaderValue::as_bytes)
    }

    fn sole_header(&self, name: &str) -> Sole<&[u8]> {
        Sole::header(&self.headers, name)
    }

    fn peer(&self) -> Option<Peer> {
        self.extensions.get().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_header_is_neither_absent_nor_one() {
        let request = http::Request::builder()
            .header("x-once", "1")
            .header("x-twice", "1")
            .header("X-Twice", "2");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let head: &dyn Head = &parts;
        assert_eq!(head.sole_header("x-never"), Sole::Absent);
        assert_eq!(head.sole_header("x-once"), Sole::One(b"1".as_slice()));
        assert_eq!(head.sole_header("x-twice"), Sole::Many);
        let values: Vec<_> = head.header_values("x-twice").collect();
        assert_eq!(values, [b"1", b"2"]);
    }

    #[test]
    fn parts_show_their_path_query_and_peer() {
        let peer = Peer(SocketAddr::from(([192, 0, 2, 1], 4711)));
        let request = http::Request::put("http://h/hooks?a=%20&b").extension(peer);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let head: &dyn Head = &parts;
        assert_eq!((head.method(), head.path()), ("PUT", "/hooks"));
        assert_eq!((head.query(), head.peer()), (Some("a=%20&b"), Some(peer)));
    }
}
