use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use kudosity_webhook_axum::authenticate::{Authenticator, By, Verdict};
use kudosity_webhook_axum::{Head, Sole};
use sha2::Sha256;

/// Vouches for a body that the gateway signed: with HMAC-SHA256 over the body as it came, as 64
/// lower-case hexadecimal digits in the header `x-gateway-signature`.
///
/// It covers the body alone, neither the URL nor the time: a captured delivery can be sent again.
pub(crate) struct SignedBody {
    /// HMAC with the key that the gateway has, too, and nothing signed yet.
    mac: Hmac<Sha256>,
}

const HEADER: &str = "x-gateway-signature";

impl SignedBody {
    /// Reads the key from an environment variable.
    pub(crate) fn from_env(variable: &'static str) -> Result<Self, NoKey> {
        let key = std::env::var(variable).ok().filter(|key| key.len() >= 32);
        let key = key.ok_or(NoKey(variable))?;
        let mac = Hmac::new_from_slice(key.as_bytes()).map_err(|_| NoKey(variable))?;
        Ok(Self { mac })
    }

    /// Compares in constant time; what is not 64 digits is no signature.
    fn is_of(&self, signature: &[u8], body: &Bytes) -> bool {
        let mut bytes = [0; 32];
        let signature = base16ct::lower::decode(signature, &mut bytes);
        let mac = self.mac.clone().chain_update(body);
        signature.is_ok_and(|signature| mac.verify_slice(signature).is_ok())
    }
}

impl Authenticator for SignedBody {
    /// Refuses before the body is read what has no signature, or two.
    fn head(&self, head: &dyn Head) -> Verdict {
        match head.sole_header(HEADER) {
            Sole::One(_) => Verdict::Undecided,
            Sole::Absent | Sole::Many => Verdict::Refused,
        }
    }

    /// Refuses rather than abstains: beside the secret, both must vouch.
    fn body(&self, head: &dyn Head, body: &Bytes) -> Verdict {
        match head.sole_header(HEADER) {
            Sole::One(signature) if self.is_of(signature, body) => {
                Verdict::Authentic(By::new("signature of the gateway"))
            }
            _ => Verdict::Refused,
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error(
    "the environment variable {0} must hold the key that the gateway signs with, at least 32 bytes: \
     `openssl rand -hex 32` makes one"
)]
pub(crate) struct NoKey(&'static str);
