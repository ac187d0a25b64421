use std::fmt;
use std::sync::Arc;

/// What an [`Authenticator`](super::Authenticator) says at one of its points.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Verdict {
    /// It comes from the provider, as this credential shows.
    Authentic(By),
    /// It does not.
    Refused,
    /// It cannot be told from what has come so far. At the last point it is an abstention: what nobody
    /// else vouches for is refused.
    Undecided,
    /// It cannot be told because the application is set up wrongly: the sender is answered 500, and
    /// the text, which says what to change, is logged.
    ///
    /// See [`PEER_UNKNOWN`](Self::PEER_UNKNOWN).
    Misconfigured(&'static str),
}

impl Verdict {
    /// What an authenticator that needs [`Head::peer`](crate::Head::peer) answers where the server
    /// does not tell it.
    pub const PEER_UNKNOWN: Self = Self::Misconfigured(
        "the authenticator needs the peer's address, and the server does not tell it: in axum serve \
         with `into_make_service_with_connect_info::<SocketAddr>()`, and put `tell_peer` in front of \
         a plain `WebhookLayer`; in any framework, put a `Peer` into the request's extensions",
    );

    /// This verdict, or a later one where this decides nothing.
    pub(super) fn or_else(self, later: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Undecided => later(),
            decided => decided,
        }
    }
}

/// The credential that showed a delivery to be authentic, such as `secret 2 of 3`, or all of several.
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

    /// Names several that vouch together, such as `secret 1 of 2 and allowed address`; none without
    /// one.
    pub(super) fn all(of: Vec<Self>) -> Option<Self> {
        of.into_iter().reduce(|all, next| Self::new(format!("{all} and {next}")))
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
