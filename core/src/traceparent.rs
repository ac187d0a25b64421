use std::fmt;
use std::str;

use crate::head::{Head, Sole};

/// The sender's position in its trace, as the header `traceparent` of W3C Trace Context.
///
/// The provider's live deliveries have one. It is kept as the text that came, to be handed to a
/// propagator or a log; only a well-formed one of 55 characters becomes a `TraceParent`.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::TraceParent;
///
/// let header = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
/// let parent = TraceParent::read(header).expect("it is well-formed");
/// assert!(parent.as_str().starts_with("00-0af7"));
///
/// assert!(TraceParent::read(b"00-an-attempt-to-get-into-a-log").is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceParent([u8; LENGTH]);

const LENGTH: usize = 55;

impl TraceParent {
    /// Reads the value of a header: lower-case hex and dashes where version 00 has them.
    pub fn read(value: &[u8]) -> Option<Self> {
        let text = <[u8; LENGTH]>::try_from(value).ok()?;
        let is_hex = |byte: &u8| u8::from(matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let is_dash = |at: usize| text.get(at) == Some(&b'-');
        let is_one =
            text.iter().map(is_hex).sum::<u8>() == 52 && [2, 35, 52].into_iter().all(is_dash);
        is_one.then_some(Self(text))
    }

    /// That of a request, where it has one and no more.
    pub(crate) fn of(head: &dyn Head) -> Option<Self> {
        match head.sole_header("traceparent") {
            Sole::One(value) => Self::read(value),
            Sole::Absent | Sole::Many => None,
        }
    }

    /// The text that came.
    pub fn as_str(&self) -> &str {
        // It is hex and dashes, so there is no other case.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl AsRef<str> for TraceParent {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_taken_only_where_it_is_one() {
        let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let cases = [
            (good, true),
            ("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", false),
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", false),
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-1", false),
            ("", false),
        ];
        for (value, expected) in cases {
            let request = http::Request::builder().header("traceparent", value).body(());
            let (parts, ()) = request.unwrap().into_parts();
            let read = TraceParent::of(&parts);
            assert_eq!(read.as_ref().map(TraceParent::as_str), expected.then_some(value));
        }
        let twice =
            http::Request::builder().header("traceparent", good).header("traceparent", good);
        let (parts, ()) = twice.body(()).unwrap().into_parts();
        assert_eq!(TraceParent::of(&parts), None);
    }
}
