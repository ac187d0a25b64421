use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::error::ReferenceKeyError;
use super::form::{SignedForm, is_key_id};
use crate::authenticate::By;

/// What one key signs.
#[derive(Clone)]
pub(super) struct ReferenceKey {
    pub(super) id: Box<str>,
    pub(super) by: By,
    /// HMAC with the key, and nothing signed yet.
    mac: Hmac<Sha256>,
}

/// The least length of a key, in bytes.
pub(super) const MIN_LENGTH: usize = 32;

/// Goes before everything that is signed, so that no signature for another purpose is one of these.
const PURPOSE: &[u8] = b"kudosity-webhook signed reference v1";

impl ReferenceKey {
    pub(super) fn new(id: &str, key: &[u8]) -> Result<Self, ReferenceKeyError> {
        if !is_key_id(id) {
            return Err(ReferenceKeyError::InvalidId);
        }
        if key.len() < MIN_LENGTH {
            return Err(ReferenceKeyError::TooShort);
        }
        // HMAC takes a key of any length.
        let mac = Hmac::new_from_slice(key).map_err(|_| ReferenceKeyError::TooShort)?;
        Ok(Self { id: id.into(), by: By::new(format!("reference signed by {id}")), mac })
    }

    /// Reads an id and its key, with a colon between them.
    pub(super) fn parse(entry: &str) -> Result<Self, ReferenceKeyError> {
        let (id, key) = entry.split_once(':').ok_or(ReferenceKeyError::NoId)?;
        Self::new(id, key.as_bytes())
    }

    /// The MAC of a reference for the handset `address`, which is in its canonical form.
    pub(super) fn mac(&self, reference: &str, address: &str) -> String {
        let mut mac = self.mac.clone();
        mac.update(PURPOSE);
        for part in [&*self.id, reference, address] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let mac = mac.finalize().into_bytes();
        let (front, _) = mac.split_at(16);
        base64_simd::URL_SAFE_NO_PAD.encode_to_string(front)
    }

    /// Whether it signed the reference for that handset; compared in constant time.
    pub(super) fn signed(&self, signed: &SignedForm<'_>, address: &str) -> bool {
        let expected = self.mac(signed.reference, address);
        expected.as_bytes().ct_eq(signed.mac.as_bytes()).into()
    }
}
