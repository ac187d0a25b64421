use std::time::Duration;

use bytes::Bytes;
use kudosity_webhook::{Receiver, SharedSecret};

use crate::client::Request;

/// The secret of every server under test.
pub const SECRET: &str = "conformance-is_no.secret~2026";

/// The header that holds the secret under [`Credential::Header`].
pub const SECRET_HEADER: &str = "x-gateway-secret";

/// The user whose password the secret is under [`Credential::Basic`].
pub const BASIC_USER: &str = "provider";

/// The time that a body may take: long enough for the largest, short enough to wait for.
pub const BODY_TIMEOUT: Duration = Duration::from_millis(400);

/// Where the server under test expects its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    /// In the query parameter `secret`. Most cases are sent to such a server.
    Query,
    /// In the header [`SECRET_HEADER`].
    Header,
    /// As the password of [`BASIC_USER`].
    Basic,
}

impl Credential {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Query, Self::Header, Self::Basic];

    /// A delivery as the provider sends one, with the right secret in its place.
    pub fn delivery(self, path: &str, body: impl Into<Bytes>) -> Request {
        match self {
            Self::Query => Request::delivery(format!("{path}?secret={SECRET}"), body),
            Self::Header => Request::delivery(path, body).header(SECRET_HEADER, SECRET),
            Self::Basic => {
                let credentials = basic(&format!("{BASIC_USER}:{SECRET}"));
                Request::delivery(path, body).header("authorization", credentials)
            }
        }
    }
}

/// The receiver that the cases are made for: the default limits, but a body may take
/// [`BODY_TIMEOUT`] only.
#[expect(clippy::expect_used, reason = "the three constants do not change; every test builds them")]
pub fn receiver(credential: Credential) -> Receiver {
    let in_query = SharedSecret::new(SECRET);
    let secret = in_query.and_then(|secret| match credential {
        Credential::Query => Ok(secret),
        Credential::Header => secret.in_header(SECRET_HEADER),
        Credential::Basic => secret.in_basic(BASIC_USER),
    });
    let secret = secret.expect("the secret, the header and the user of the cases are allowed ones");
    Receiver::builder(secret).body_timeout(BODY_TIMEOUT).build()
}

/// The value of a Basic `Authorization` header.
pub(super) fn basic(credentials: &str) -> String {
    format!("Basic {}", base64_simd::STANDARD.encode_to_string(credentials))
}
