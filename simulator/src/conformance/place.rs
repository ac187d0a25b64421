use std::fmt;

use percent_encoding::percent_decode_str;

use crate::client::{Request, Target, basic};

/// Where a receiver expects its secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the query parameter of this name.
    Query(String),
    /// In the header of this name, put there by a gateway.
    Header(String),
    /// As the password of this user, in Basic authentication.
    Basic(String),
}

impl Place {
    /// Where the secret stands in a target: the password of its user-info, else the query parameter
    /// `secret`, else its only header, else its only query parameter; nowhere if there is none of them.
    pub fn in_target(target: &Target) -> Option<Self> {
        if let Some((user, _)) = target.user_info() {
            return Some(Self::Basic(user.to_owned()));
        }
        let parameters: Vec<_> = target.parameter_names().collect();
        match (target.headers(), parameters.as_slice()) {
            (_, parameters) if parameters.contains(&"secret") => {
                Some(Self::Query("secret".to_owned()))
            }
            ([(name, _)], _) => Some(Self::Header(name.as_str().to_owned())),
            (_, [name]) => Some(Self::Query((*name).to_owned())),
            _ => None,
        }
    }

    /// Takes the secret out of a target, as it is written there.
    pub(super) fn take_secret(&self, target: &mut Target) -> Option<String> {
        match self {
            Self::Query(name) => target.take_parameter(name),
            Self::Header(name) => target.take_header(&name.to_ascii_lowercase()),
            Self::Basic(user) => target.take_password(user),
        }
    }

    /// The request with this secret in its place.
    pub(super) fn put(&self, secret: &str, request: Request) -> Request {
        match self {
            Self::Query(name) => request.and_query(&format!("{name}={secret}")),
            Self::Header(name) => request.header(name, secret),
            Self::Basic(user) => {
                request.header("authorization", basic(&format!("{user}:{secret}")))
            }
        }
    }
}

/// Without the secret.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Query(name) => write!(f, "the query parameter {name}"),
            Self::Header(name) => write!(f, "the header {name}"),
            Self::Basic(user) => write!(f, "the password of {user}"),
        }
    }
}

/// A secret and where it is expected.
#[derive(Clone)]
pub(super) struct Credential {
    pub(super) place: Place,
    /// As it is written there.
    pub(super) secret: String,
}

impl Credential {
    /// The secret without its last character.
    pub(super) fn shortened(&self) -> &str {
        let mut characters = self.secret.chars();
        characters.next_back();
        characters.as_str()
    }

    /// Another secret of the same length.
    pub(super) fn other(&self) -> String {
        let last = if self.secret.ends_with('X') { 'Y' } else { 'X' };
        format!("{}{last}", self.shortened())
    }

    /// The secret with every byte percent-encoded.
    pub(super) fn encoded(&self) -> String {
        percent_decode_str(&self.secret).map(|byte| format!("%{byte:02X}")).collect()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("place", &self.place).finish_non_exhaustive()
    }
}
