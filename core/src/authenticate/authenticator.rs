use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Uri};

use crate::event::Event;
use crate::head::Head;

/// Decides whether a delivery is authentic.
///
/// It is asked at up to three points, each as early as what it needs is there: with the head alone,
/// with the raw body, and with the parsed event. The first verdict that is not
/// [`Undecided`](Verdict::Undecided) stands; what is undecided after the last point is refused.
/// Decide as early as you can: what the head refuses costs no body, and what the body refuses is
/// never parsed.
///
/// # Examples
///
/// A gateway in front that signs the body with a header:
///
/// ```
/// use bytes::Bytes;
/// use kudosity_webhook::authenticate::{Authenticator, By, Verdict};
/// use kudosity_webhook::{Head, Sole};
///
/// struct GatewaySignature;
///
/// # fn signature_is_right(_: &[u8], _: &Bytes) -> bool { true }
/// impl Authenticator for GatewaySignature {
///     fn body(&self, head: &dyn Head, body: &Bytes) -> Verdict {
///         match head.sole_header("x-gateway-signature") {
///             Sole::One(signature) if signature_is_right(signature, body) => {
///                 Verdict::Authentic(By::new("gateway signature"))
///             }
///             _ => Verdict::Refused,
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not authenticate deliveries",
    note = "`SharedSecret::from_env(\"KUDOSITY_WEBHOOK_SECRET\")?` or `SharedSecret::new(secret)?` does"
)]
pub trait Authenticator: Send + Sync + 'static {
    /// Asked with the head, before any of the body is read.
    fn head(&self, head: &dyn Head) -> Verdict {
        let _ = head;
        Verdict::Undecided
    }

    /// Asked with the whole body as it came, before it is parsed.
    fn body(&self, head: &dyn Head, body: &Bytes) -> Verdict {
        let _ = (head, body);
        Verdict::Undecided
    }

    /// Asked with the event, before anybody else sees it.
    fn event(&self, head: &dyn Head, event: &Event) -> Verdict {
        let _ = (head, event);
        Verdict::Undecided
    }

    /// The value of `WWW-Authenticate`, where a sender can be asked for a credential.
    ///
    /// With one, what is not authentic is answered 401, else 403.
    fn challenge(&self) -> Option<HeaderValue> {
        None
    }

    /// The URL to register with the provider: `base` with the credential in it.
    ///
    /// # Errors
    ///
    /// [`InvalidBase`] where the credential cannot be put into `base`.
    fn registration_url<'a>(&self, base: &'a str) -> Result<Cow<'a, str>, InvalidBase> {
        absolute(base).map(|_| Cow::Borrowed(base))
    }
}

impl<A: Authenticator + ?Sized> Authenticator for Box<A> {
    fn head(&self, head: &dyn Head) -> Verdict {
        A::head(self, head)
    }

    fn body(&self, head: &dyn Head, body: &Bytes) -> Verdict {
        A::body(self, head, body)
    }

    fn event(&self, head: &dyn Head, event: &Event) -> Verdict {
        A::event(self, head, event)
    }

    fn challenge(&self) -> Option<HeaderValue> {
        A::challenge(self)
    }

    fn registration_url<'a>(&self, base: &'a str) -> Result<Cow<'a, str>, InvalidBase> {
        A::registration_url(self, base)
    }
}

/// What an [`Authenticator`] says at one of its three points.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Verdict {
    /// It comes from the provider, as this credential shows.
    Authentic(By),
    /// It does not.
    Refused,
    /// It cannot be told from what has come so far.
    Undecided,
    /// It cannot be told because the application is set up wrongly: the sender is answered 500, and
    /// the text, which says what to change, is logged.
    ///
    /// See [`PEER_UNKNOWN`](Self::PEER_UNKNOWN).
    Misconfigured(&'static str),
}

impl Verdict {
    /// What an authenticator that needs [`Head::peer`] answers where the server does not tell it.
    pub const PEER_UNKNOWN: Self = Self::Misconfigured(
        "the authenticator needs the peer's address, and the server does not tell it: serve with \
         `into_make_service_with_connect_info::<SocketAddr>()` (axum), or put a `Peer` into the \
         request's extensions",
    );
}

/// The credential that showed a delivery to be authentic, such as `secret 2 of 3`.
///
/// It names the credential and never holds it. While deliveries still come by an old secret, that
/// secret cannot go.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct By(Arc<str>);

impl By {
    /// Names a credential.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "By({})", self.0)
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The credential cannot be put into the base of the registration URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the base of the registration URL must be absolute and without user-info, fragment or secret, \
     such as https://sms.example.com/webhooks/kudosity"
)]
pub struct InvalidBase;

/// Reads an absolute `http` or `https` URL without user-info and fragment.
pub(super) fn absolute(base: &str) -> Result<Uri, InvalidBase> {
    let uri: Uri = base.parse().map_err(|_| InvalidBase)?;
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    let host = uri.authority().is_some_and(|it| !it.as_str().contains('@'));
    if web && host && !base.contains('#') { Ok(uri) } else { Err(InvalidBase) }
}
