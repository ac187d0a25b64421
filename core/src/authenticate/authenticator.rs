use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderValue, Uri};

use super::combined::{Combined, Rule};
use super::verdict::{By, Verdict};
use crate::event::Event;
use crate::head::Head;

/// Decides whether a delivery is authentic.
///
/// It is asked at up to three points, each as early as what it needs is there: with the head alone,
/// with the raw body, and with what the body was read as, an event or none. The first verdict that is
/// not [`Undecided`](Verdict::Undecided) stands; what is undecided after the last point is refused.
/// Decide as early as you can: what the head refuses costs no body, and what the body refuses is
/// never parsed.
///
/// **It is a function of what came**, and keeps nothing of a request: a combination
/// ([`and`](Self::and), [`or`](Self::or)) asks its members at the earlier points again.
///
/// **A wrapper forwards every method** but `and` and `or`. Each has a default, so the compiler misses
/// none: without [`unreadable`](Self::unreadable) what is authentic and no event is refused, and lost.
///
/// # Examples
///
/// A gateway in front that signs the body with a header (`examples/signed-body` is the whole of it):
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

    /// Asked with the event that the body is, before anybody else sees it. It is the last point.
    fn event(&self, head: &dyn Head, body: &Bytes, event: &Event) -> Verdict {
        let _ = (head, body, event);
        Verdict::Undecided
    }

    /// Asked instead of [`event`](Self::event), as the last point, where the body is no event that
    /// this version can read.
    ///
    /// What is authentic then is not lost: a [`Sink`](crate::Sink) may keep it as
    /// [`Unreadable`](crate::Unreadable). Only what needs no event can tell.
    fn unreadable(&self, head: &dyn Head, body: &Bytes) -> Verdict {
        let _ = (head, body);
        Verdict::Undecided
    }

    /// Who vouches for a request by its head alone, whatever the others say.
    ///
    /// It decides nothing: it is asked when a request is rejected that is not known to be authentic, so
    /// that a delivery which comes by the right secret and is refused for something else does not look
    /// like a stranger's: [`Observation::vouched_by`](crate::Observation::vouched_by). By default it is
    /// who [`head`](Self::head) says; a combination names all its members that vouch.
    fn vouching(&self, head: &dyn Head) -> Option<By> {
        match self.head(head) {
            Verdict::Authentic(by) => Some(by),
            _ => None,
        }
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

    /// Asks for this one and the other: what either refuses is refused, and what neither vouches for.
    ///
    /// **Who is [`Undecided`](Verdict::Undecided) to the end abstains**, and the others decide without
    /// it: [`SignedReferences`](super::SignedReferences) has nothing to say of an event without a
    /// reference, nor of a body that is no event. Whoever must vouch for every delivery answers
    /// `Refused` to what it cannot vouch for, as [`SharedSecret`](super::SharedSecret) and
    /// [`AllowedAddresses`](super::AllowedAddresses) do.
    ///
    /// A delivery is refused as soon as one of them refuses, so what the head refuses costs no body,
    /// and is authentic only when none is undecided or nothing more is to come. Who is
    /// [misconfigured](Verdict::Misconfigured) lets nothing through. Strangers whom another refuses by
    /// then are not told of it; those whom another could refuse only later are answered 500 too.
    /// [`By`](super::By) names all that vouch, such as `secret 1 of 2 and allowed address`. The challenge
    /// is that of the first which has one; the registration URL holds the credentials of all.
    ///
    /// # Examples
    ///
    /// ```
    /// use kudosity_webhook::authenticate::{AllowedAddresses, Authenticator, SharedSecret};
    /// use kudosity_webhook::{Peer, Receiver};
    ///
    /// let secret = SharedSecret::new("an-example-of-a-secret")?;
    /// let receiver = Receiver::new(secret.and(AllowedAddresses::new(["203.0.113.7"])?));
    /// let admits = |from: [u8; 4], uri: &str| {
    ///     let request = http::Request::post(uri)
    ///         .header("content-type", "application/json")
    ///         .extension(Peer((from, 4711).into()))
    ///         .body(());
    ///     request.map(|request| receiver.admit(request.into_parts().0).is_ok())
    /// };
    /// assert!(admits([203, 0, 113, 7], "/?secret=an-example-of-a-secret")?);
    /// assert!(!admits([198, 51, 100, 1], "/?secret=an-example-of-a-secret")?);
    /// assert!(!admits([203, 0, 113, 7], "/?secret=a-guess-at-the-secret")?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn and(self, other: impl Authenticator) -> Combined
    where
        Self: Sized,
    {
        Combined::new(Rule::All, self, other)
    }

    /// Asks for this one or the other: what either vouches for is authentic.
    ///
    /// **Both together are as weak as the weaker one.** It is for a change-over, such as from a secret in
    /// the URL to a signature of a gateway: [`By`](super::By) shows which of them deliveries still come by.
    ///
    /// While neither vouches and one is undecided, more is read: a request that has not the one
    /// credential costs a body where the other needs it, a stranger's too. Who is undecided to the end
    /// abstains; where neither vouches, the delivery is refused, or answered 500 where one of them is
    /// [misconfigured](Verdict::Misconfigured). The challenge is that of the first which has one. **The
    /// registration URL holds the credential of the first alone**: let that be the one to register.
    ///
    /// # Examples
    ///
    /// ```
    /// use kudosity_webhook::authenticate::{Authenticator, SharedSecret};
    /// use kudosity_webhook::Receiver;
    ///
    /// let in_url = SharedSecret::new("an-example-of-a-secret")?;
    /// let by_gateway = SharedSecret::new("a-secret-of-the-gateway")?.in_header("x-gateway-secret")?;
    /// let receiver = Receiver::new(in_url.or(by_gateway));
    /// let admits = |uri: &str, header: &str| {
    ///     let request = http::Request::post(uri)
    ///         .header("content-type", "application/json")
    ///         .header("x-gateway-secret", header)
    ///         .body(());
    ///     request.map(|request| receiver.admit(request.into_parts().0).is_ok())
    /// };
    /// assert!(admits("/?secret=an-example-of-a-secret", "")?);
    /// assert!(admits("/", "a-secret-of-the-gateway")?);
    /// assert!(!admits("/?secret=a-guess-at-the-secret", "")?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn or(self, other: impl Authenticator) -> Combined
    where
        Self: Sized,
    {
        Combined::new(Rule::Any, self, other)
    }
}

impl<A: Authenticator + ?Sized> Authenticator for Box<A> {
    fn head(&self, head: &dyn Head) -> Verdict {
        A::head(self, head)
    }

    fn body(&self, head: &dyn Head, body: &Bytes) -> Verdict {
        A::body(self, head, body)
    }

    fn event(&self, head: &dyn Head, body: &Bytes, event: &Event) -> Verdict {
        A::event(self, head, body, event)
    }

    fn unreadable(&self, head: &dyn Head, body: &Bytes) -> Verdict {
        A::unreadable(self, head, body)
    }

    fn vouching(&self, head: &dyn Head) -> Option<By> {
        A::vouching(self, head)
    }

    fn challenge(&self) -> Option<HeaderValue> {
        A::challenge(self)
    }

    fn registration_url<'a>(&self, base: &'a str) -> Result<Cow<'a, str>, InvalidBase> {
        A::registration_url(self, base)
    }
}

/// The credential cannot be put into the base of the registration URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the base of the registration URL must be absolute, without a fragment, and without a secret or \
     user-info of its own where the credential goes, such as https://sms.example.com/webhooks/kudosity"
)]
pub struct InvalidBase;

/// Reads an absolute `http` or `https` URL without a fragment.
pub(super) fn absolute(base: &str) -> Result<Uri, InvalidBase> {
    let uri: Uri = base.parse().map_err(|_| InvalidBase)?;
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    let host = uri.host().is_some_and(|host| !host.is_empty());
    if web && host && !base.contains('#') { Ok(uri) } else { Err(InvalidBase) }
}
