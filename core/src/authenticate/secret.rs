use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use http::HeaderValue;
use sha2::Sha256;
use sha2::digest::Digest as _;
use subtle::{ConditionallySelectable, ConstantTimeEq};

use super::place::Place;
use crate::authenticate::{Authenticator, By, InvalidBase, Verdict};
use crate::head::Head;

/// A secret that the provider sends with every delivery, because it stands in the registered URL.
///
/// By default it is the query parameter `secret`, the one place that live deliveries were seen to
/// keep. [`in_basic`](Self::in_basic) puts it into the URL's user-info and
/// [`in_header`](Self::in_header) expects it from a gateway in front. Several are accepted at once,
/// so that one can be replaced without losing a delivery: [`or_previous`](Self::or_previous).
///
/// It is compared in constant time: SHA-256 of what came against SHA-256 of every secret, without an
/// early exit. A parameter or header that comes twice is refused, even if both are right.
///
/// The secret is as good as the URL is kept: it stands in the access log of everything that logs the
/// query. The README shows how to keep it out.
#[derive(Clone)]
pub struct SharedSecret {
    secrets: Vec<Arc<str>>,
    place: Place,
    accepted: Vec<Accepted>,
}

/// The least length of a secret, in characters.
const MIN_LENGTH: usize = 16;

/// What must come for one of the secrets, and how it is named.
#[derive(Clone)]
struct Accepted {
    digest: Digest,
    by: By,
}

impl SharedSecret {
    /// Takes the secret: at least 16 characters of `A`–`Z`, `a`–`z`, `0`–`9`, `-`, `.`, `_`, `~`.
    ///
    /// Only these (the unreserved ones of RFC 3986) come through a URL as they are, whoever encodes
    /// it.
    ///
    /// # Errors
    ///
    /// [`SecretError::TooShort`] or [`SecretError::Reserved`].
    pub fn new(secret: impl AsRef<str>) -> Result<Self, SecretError> {
        let place = Place::Query("secret".into());
        Ok(Self::with(vec![checked(secret.as_ref())?], place))
    }

    /// Makes a new secret of 256 random bits: 43 characters.
    ///
    /// # Errors
    ///
    /// [`SecretError::NoRandomness`] where the operating system gives none.
    pub fn random() -> Result<Self, SecretError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| SecretError::NoRandomness)?;
        Self::new(base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes))
    }

    /// Reads the secret from an environment variable; where it holds several, separated by commas,
    /// the first is the current one and the others are still accepted.
    ///
    /// # Errors
    ///
    /// [`SecretError::Unset`] where the variable is not set or not Unicode, and
    /// [`SecretError::Variable`] with the error of [`new`](Self::new) or
    /// [`or_previous`](Self::or_previous).
    pub fn from_env(variable: &str) -> Result<Self, SecretError> {
        let value = std::env::var(variable).map_err(|_| SecretError::Unset(variable.to_owned()))?;
        let mut secrets = value.split(',').map(str::trim);
        let current = Self::new(secrets.next().unwrap_or_default());
        let all = current.and_then(|current| secrets.try_fold(current, Self::or_previous));
        all.map_err(|fault| SecretError::Variable(variable.to_owned(), Box::new(fault)))
    }

    /// Accepts a further secret, until the URL with the current one is registered everywhere.
    ///
    /// [`Delivery::authenticated_by`](crate::Delivery::authenticated_by) tells when it is not used
    /// any more.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and [`SecretError::Repeated`].
    pub fn or_previous(mut self, secret: impl AsRef<str>) -> Result<Self, SecretError> {
        let secret = checked(secret.as_ref())?;
        if self.secrets.contains(&secret) {
            return Err(SecretError::Repeated);
        }
        self.secrets.push(secret);
        Ok(Self::with(self.secrets, self.place))
    }

    /// Expects the secret in the query parameter `name` rather than in `secret`.
    ///
    /// # Errors
    ///
    /// [`SecretError::InvalidName`] unless `name` is made of unreserved characters.
    pub fn in_query(self, name: impl AsRef<str>) -> Result<Self, SecretError> {
        Ok(Self::with(self.secrets, Place::Query(checked_name(name.as_ref())?.into())))
    }

    /// Expects the secret in the header `name`, put there by a gateway: the provider sends no headers
    /// of yours.
    ///
    /// # Errors
    ///
    /// [`SecretError::InvalidName`] unless `name` is the name of a header.
    pub fn in_header(self, name: impl AsRef<str>) -> Result<Self, SecretError> {
        let name =
            http::HeaderName::try_from(name.as_ref()).map_err(|_| SecretError::InvalidName)?;
        Ok(Self::with(self.secrets, Place::Header(name.as_str().into())))
    }

    /// Expects the secret as the password of `user` in Basic authentication (RFC 7617).
    ///
    /// Go's HTTP client, which the provider uses, sends the user-info of a URL that way; that was not
    /// seen live, so try it with a test event first.
    ///
    /// # Errors
    ///
    /// [`SecretError::InvalidName`] unless `user` is made of unreserved characters.
    pub fn in_basic(self, user: impl AsRef<str>) -> Result<Self, SecretError> {
        let user = checked_name(user.as_ref())?.into();
        Ok(Self::with(self.secrets, Place::Basic { user }))
    }

    fn with(secrets: Vec<Arc<str>>, place: Place) -> Self {
        let count = secrets.len();
        let name = |nth: usize| format!("secret {nth} of {count}");
        let accepted = |(nth, secret): (usize, &Arc<str>)| Accepted {
            digest: Digest::of(place.expected(secret).as_bytes()),
            by: By::new(name(nth + 1)),
        };
        let accepted = secrets.iter().enumerate().map(accepted).collect();
        Self { secrets, place, accepted }
    }

    /// Compares with every secret, whichever fits.
    fn find(&self, presented: &[u8]) -> Option<&By> {
        let digest = Digest::of(presented);
        let mut found = u64::MAX;
        for (nth, accepted) in (0..).zip(&self.accepted) {
            found.conditional_assign(&nth, accepted.digest.0.ct_eq(&digest.0));
        }
        let nth = usize::try_from(found).ok()?;
        self.accepted.get(nth).map(|accepted| &accepted.by)
    }
}

/// SHA-256, in words: they are compared in a fraction of the time that bytes take.
#[derive(Clone)]
struct Digest([u64; 4]);

impl Digest {
    fn of(text: &[u8]) -> Self {
        let bytes: [u8; 32] = Sha256::digest(text).into();
        let mut words = bytes.as_chunks().0.iter().copied().map(u64::from_ne_bytes);
        Self(std::array::from_fn(|_| words.next().unwrap_or_default()))
    }
}

impl Authenticator for SharedSecret {
    fn head(&self, head: &dyn Head) -> Verdict {
        let presented = self.place.read(head);
        match presented.and_then(|presented| self.find(&presented)) {
            Some(by) => Verdict::Authentic(by.clone()),
            None => Verdict::Refused,
        }
    }

    fn challenge(&self) -> Option<HeaderValue> {
        let basic = HeaderValue::from_static(r#"Basic realm="webhooks""#);
        matches!(self.place, Place::Basic { .. }).then_some(basic)
    }

    fn registration_url<'a>(&self, base: &'a str) -> Result<Cow<'a, str>, InvalidBase> {
        let current = self.secrets.first().ok_or(InvalidBase)?;
        self.place.register(base, current)
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedSecret")
            .field("secrets", &self.secrets.len())
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

/// Why a [`SharedSecret`] was not built.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// It could be guessed.
    #[error(
        "a webhook secret needs at least {MIN_LENGTH} characters: `SharedSecret::random()` or \
         `openssl rand -hex 32` makes one"
    )]
    TooShort,
    /// It holds a character that a URL does not carry as it is.
    #[error(
        "a webhook secret may hold only letters, digits and -._~, which a URL carries as they are"
    )]
    Reserved,
    /// It is accepted already, so that it would never be seen to go out of use.
    #[error(
        "the same webhook secret stands there twice: a rotation needs a new one and the old one"
    )]
    Repeated,
    /// The environment variable is not set.
    #[error(
        "the environment variable {0} is not set, or not Unicode: it must hold the webhook secret"
    )]
    Unset(String),
    /// The environment variable does not hold a secret.
    #[error("the environment variable {0}: {1}")]
    Variable(String, Box<SecretError>),
    /// The name of the parameter, header or user cannot be one.
    #[error(
        "the name of a query parameter or a user may hold only letters, digits and -._~, and that of \
         a header what HTTP allows; none may be empty"
    )]
    InvalidName,
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes to make a secret of")]
    NoRandomness,
}

/// As it reads: `main` shows the `Debug` form of the error that it returns.
impl fmt::Debug for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn checked(secret: &str) -> Result<Arc<str>, SecretError> {
    if !secret.bytes().all(is_unreserved) {
        Err(SecretError::Reserved)
    } else if secret.len() < MIN_LENGTH {
        Err(SecretError::TooShort)
    } else {
        Ok(secret.into())
    }
}

fn checked_name(name: &str) -> Result<&str, SecretError> {
    let named = !name.is_empty() && name.bytes().all(is_unreserved);
    named.then_some(name).ok_or(SecretError::InvalidName)
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}
