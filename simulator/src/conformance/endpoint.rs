use std::time::Duration;

use bytes::Bytes;

use super::Place;
use super::place::Credential;
use crate::client::{Request, Secrets, Target};

/// What the cases are made for: where they are sent, the secret that is right there, and what the
/// receiver allows.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// With all that may be secret.
    whole: Target,
    /// Without the secret.
    bare: Target,
    credential: Option<Credential>,
    limits: Limits,
}

/// What a receiver allows, where that can be set; the defaults are the receiver's.
///
/// The cases need room for a real event: a `max_body_size` of some 4 kB, and 200 values. What does not
/// fit is left out. Of the largest body some copies are held while the cases run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest body, in bytes.
    pub max_body_size: usize,
    /// The most JSON values.
    pub max_values: usize,
    /// The time that a body may take.
    pub body_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body_size: 8 * 1024 * 1024,
            max_values: 10_000,
            body_timeout: Duration::from_secs(10),
        }
    }
}

impl Endpoint {
    /// The endpoint of a target whose secret stands at `place`, or else where
    /// [`Place::in_target`] finds it.
    pub fn new(target: &Target, place: Option<Place>, limits: Limits) -> Self {
        let taken = place.or_else(|| Place::in_target(target)).and_then(|place| {
            let mut bare = target.clone();
            let secret = place.take_secret(&mut bare).filter(|secret| !secret.is_empty())?;
            Some((bare, Credential { place, secret }))
        });
        let (bare, credential) = match taken {
            Some((bare, credential)) => (bare, Some(credential)),
            None => (target.clone(), None),
        };
        Self { whole: target.clone(), bare, credential, limits }
    }

    /// Where it is.
    pub fn target(&self) -> &Target {
        &self.bare
    }

    /// Where its secret stands, if there is one.
    pub fn place(&self) -> Option<&Place> {
        self.credential.as_ref().map(|credential| &credential.place)
    }

    /// What it allows.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// A delivery as the provider sends one, with the right secret in its place.
    pub fn delivery(&self, body: impl Into<Bytes>) -> Request {
        let request = self.without_secret(body);
        match &self.credential {
            Some(credential) => credential.place.put(&credential.secret, request),
            None => request,
        }
    }

    /// The same without its secret.
    pub(super) fn without_secret(&self, body: impl Into<Bytes>) -> Request {
        self.bare.delivery(body)
    }

    /// What must not be shown of an answer to this request.
    pub(super) fn secrets(&self, request: &Request) -> Secrets {
        let shortened = self.credential.as_ref().map(Credential::shortened);
        Secrets::of(&self.whole).and_of(request).and(shortened)
    }

    pub(super) fn credential(&self) -> Option<&Credential> {
        self.credential.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str, headers: &[&str]) -> Option<Place> {
        let target = Target::parse(url).unwrap();
        let target = headers.iter().fold(target, |target, line| target.with_header(line).unwrap());
        Endpoint::new(&target, None, Limits::default()).place().cloned()
    }

    #[test]
    fn the_secret_is_found_where_it_stands() {
        let query = |name: &str| Some(Place::Query(name.to_owned()));
        let header = |name: &str| Some(Place::Header(name.to_owned()));
        let basic = |name: &str| Some(Place::Basic(name.to_owned()));
        for (url, headers, expected) in [
            ("http://h/?secret=s", &[][..], query("secret")),
            ("http://h/?lang=en&secret=s", &["x-key: k"], query("secret")),
            ("http://h/?token=s", &[], query("token")),
            ("http://u:p@h/?secret=s", &[], basic("u")),
            ("http://h/?lang=en", &["X-Key: k"], header("x-key")),
            ("http://h/?a=1&b=2", &[], None),
            ("http://h/?secret=", &[], None),
            ("http://u@h/", &[], None),
            ("http://h/", &["a: 1", "b: 2"], None),
            ("http://h/", &[], None),
        ] {
            assert_eq!(place(url, headers), expected, "{url} {headers:?}");
        }
    }

    #[test]
    fn what_is_no_secret_stays_in_every_request() {
        let target = Target::parse("http://u:p@h/x?lang=en&secret=s&y").unwrap();
        let place = Some(Place::Query("secret".to_owned()));
        let endpoint = Endpoint::new(&target, place, Limits::default());
        let bare = endpoint.without_secret("").head();
        assert!(bare.starts_with("POST /x?lang=en&y HTTP/1.1\r\n"), "{bare}");
        assert!(bare.contains("authorization: Basic dTpw\r\n"), "{bare}");
        let honest = endpoint.delivery("").head();
        assert!(honest.starts_with("POST /x?lang=en&y&secret=s HTTP/1.1\r\n"), "{honest}");
        assert!(!format!("{endpoint:?}").contains("secret: "), "{endpoint:?}");
    }
}
