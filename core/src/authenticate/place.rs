use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::authenticator::{InvalidBase, absolute};
use crate::head::{Head, Sole};

/// Where in a request's head the secret stands.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Query(Box<str>),
    Header(Box<str>),
    Basic { user: Box<str> },
}

impl Place {
    /// What stands there: nothing where it is absent, doubled or cannot be decoded.
    pub(super) fn read<'a>(&'a self, head: &'a dyn Head) -> Option<Cow<'a, [u8]>> {
        match self {
            Self::Query(name) => query_parameter(head.query()?, name),
            Self::Header(name) => sole(head, name).map(Cow::Borrowed),
            Self::Basic { .. } => basic_credentials(sole(head, "authorization")?).map(Cow::Owned),
        }
    }

    /// What must stand there for `secret`.
    pub(super) fn expected<'a>(&self, secret: &'a str) -> Cow<'a, str> {
        match self {
            Self::Query(_) | Self::Header(_) => Cow::Borrowed(secret),
            Self::Basic { user } => Cow::Owned(format!("{user}:{secret}")),
        }
    }

    /// `base` with the secret where a sender puts it there.
    pub(super) fn register<'a>(
        &self,
        base: &'a str,
        secret: &str,
    ) -> Result<Cow<'a, str>, InvalidBase> {
        let uri = absolute(base)?;
        Ok(match self {
            Self::Query(name) => {
                let query = uri.query();
                if query.is_some_and(|query| named(query, name).next().is_some()) {
                    return Err(InvalidBase);
                }
                let joint = if query.is_some() { '&' } else { '?' };
                Cow::Owned(format!("{base}{joint}{name}={secret}"))
            }
            Self::Header(_) => Cow::Borrowed(base),
            Self::Basic { user } => {
                let (scheme, rest) = base.split_once("://").ok_or(InvalidBase)?;
                if uri.authority().is_some_and(|it| it.as_str().contains('@')) {
                    return Err(InvalidBase);
                }
                Cow::Owned(format!("{scheme}://{user}:{secret}@{rest}"))
            }
        })
    }
}

fn sole<'a>(head: &'a dyn Head, name: &'a str) -> Option<&'a [u8]> {
    match head.sole_header(name) {
        Sole::One(value) => Some(value),
        Sole::Absent | Sole::Many => None,
    }
}

/// The only parameter `name` of a query, percent-decoded; a `+` stands for itself.
fn query_parameter<'a>(query: &'a str, name: &str) -> Option<Cow<'a, [u8]>> {
    match Sole::of(named(query, name)) {
        Sole::One(value) if value.contains('%') => Some(percent_decode_str(value).into()),
        Sole::One(value) => Some(Cow::Borrowed(value.as_bytes())),
        Sole::Absent | Sole::Many => None,
    }
}

/// The values of all parameters `name`, still encoded.
fn named<'a>(query: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let named = pairs.filter(move |(key, _)| {
        *key == name || (key.contains('%') && percent_decode_str(key).eq(name.bytes()))
    });
    named.map(|(_, value)| value)
}

/// The `user:password` of a Basic `Authorization` (RFC 7617).
fn basic_credentials(value: &[u8]) -> Option<Vec<u8>> {
    let (scheme, rest) = value.split_at_checked("Basic ".len())?;
    if !scheme.eq_ignore_ascii_case(b"Basic ") {
        return None;
    }
    base64_simd::STANDARD.decode_to_vec(rest.trim_ascii()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_parameter_is_read_once_and_decoded() {
        let cases: &[(&str, Option<&[u8]>)] = &[
            ("secret=a-b", Some(b"a-b")),
            ("x=1&secret=a%2Db&y", Some(b"a-b")),
            ("s%65cret=a", Some(b"a")),
            ("secret=a+b", Some(b"a+b")),
            ("secret=a=b", Some(b"a=b")),
            ("secret", Some(b"")),
            ("", None),
            ("secrets=a", None),
            ("Secret=a", None),
            ("secret=a&secret=a", None),
            ("secret=a&s%65cret=a", None),
        ];
        for (query, expected) in cases {
            let read = query_parameter(query, "secret");
            assert_eq!(read.as_deref(), *expected, "{query}");
        }
    }

    #[test]
    fn basic_credentials_need_their_scheme() {
        let cases: &[(&str, Option<&[u8]>)] = &[
            ("Basic dTpw", Some(b"u:p")),
            ("bAsIc  dTpw ", Some(b"u:p")),
            ("Bearer dTpw", None),
            ("Basic", None),
            ("Basic dTp", None),
        ];
        for (value, expected) in cases {
            let read = basic_credentials(value.as_bytes());
            assert_eq!(read.as_deref(), *expected, "{value}");
        }
    }
}
