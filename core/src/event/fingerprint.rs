use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Event, Inbound, LinkHit, OptOut, Payload, Status, canonical};

/// What makes two deliveries the same event.
///
/// The provider delivers at least once, and once for each registration that matches; nothing on a
/// delivery numbers it. Deliveries of one event have one fingerprint, whichever registration sent
/// them. When in doubt two deliveries are two events, because a false repeat would be a lost event.
///
/// # What is hashed
///
/// The fingerprint is the first 16 bytes of SHA-256 over the two bytes `v1` and the fields of one
/// row below, each preceded by its length in bytes as eight bytes, the most significant first. The
/// first field is the row's name in ASCII. *Words* (the event's type, a status, an opt-out's
/// source) are in ASCII upper case; ids, addresses and URLs are as they came, in UTF-8. The
/// *instant* is the timestamp in nanoseconds since 1970-01-01T00:00:00Z, and that and the count are
/// decimal digits in ASCII (with a `-` before 1970).
///
/// | the first field | further fields |
/// |---|---|
/// | `status` | event type, message id, status, instant |
/// | `inbound` | event type, message id, sender, recipient, instant |
/// | `link_hit` | source message's id, its recipient, URL, count, instant |
/// | `opt_out` | source message's id, its recipient, its sender, source, instant |
/// | `event` | the whole event |
///
/// The last row is for events of a type not known here, and for any whose row above has an empty
/// field. The whole event is what the [`Event`] serialises to, without `webhook_id` and
/// `webhook_name`, as canonical JSON (RFC 8785), except that whole numbers which fit 64 bits,
/// signed or not, keep all their digits.
///
/// The layout is stable, so fingerprints may be stored. The last row alone can change with a
/// version of this crate that comes to know more fields or types.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::event::{Event, Fingerprint};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let body = r#"{
///     "event_type": "SMS_STATUS",
///     "timestamp": "2026-03-01T10:15:00Z",
///     "webhook_id": "w-1",
///     "status": {"type": "SMS", "id": "m-1", "sender": "61491570156", "recipient": "61491570006",
///         "status": "SENT"}
/// }"#;
/// let event = Event::from_body(body.into())?;
/// let other = Event::from_body(body.replace("w-1", "w-2").into())?;
/// assert_eq!(event.fingerprint(), other.fingerprint());
///
/// let stored = event.fingerprint().to_string();
/// assert_eq!(stored.parse::<Fingerprint>()?, event.fingerprint());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl Event {
    /// What makes two deliveries this same event, whichever registration sent them.
    pub fn fingerprint(&self) -> Fingerprint {
        self.identity().unwrap_or_else(|| self.as_whole()).finish()
    }

    /// The fields of the event's own row, unless its type is not known or one is empty.
    fn identity(&self) -> Option<Fields> {
        self.event_type.known()?;
        let event_type = self.event_type.as_str().to_ascii_uppercase();
        let instant = self.timestamp.as_nanosecond().to_string();
        match &self.payload {
            Payload::Status(Status { id, status, .. }) => {
                let status = status.as_str().to_ascii_uppercase();
                Fields::of("status", [&event_type, id, &status, &instant])
            }
            Payload::Inbound(Inbound { id, sender, recipient, .. }) => {
                Fields::of("inbound", [&event_type, id, sender, recipient, &instant])
            }
            Payload::LinkHit(LinkHit { source_message: message, url, hits, .. }) => Fields::of(
                "link_hit",
                [&message.id, &message.recipient, url, &hits.to_string(), &instant],
            ),
            Payload::OptOut(OptOut { source_message: message, source, .. }) => {
                let source = source.as_str().to_ascii_uppercase();
                Fields::of(
                    "opt_out",
                    [&message.id, &message.recipient, &message.sender, &source, &instant],
                )
            }
            Payload::Unknown { .. } => None,
        }
    }

    fn as_whole(&self) -> Fields {
        let mut json = Vec::new();
        // Neither can fail: every key is a string, and memory takes what is written.
        if let Ok(Value::Object(mut fields)) = serde_json::to_value(self) {
            fields.retain(|key, _| key != "webhook_id" && key != "webhook_name");
            let _ = canonical::write(&Value::Object(fields), &mut json);
        }
        Fields::begin("event").with(&json)
    }
}

/// A hash over length-prefixed fields.
struct Fields(Sha256);

impl Fields {
    fn begin(row: &str) -> Self {
        Self(Sha256::new_with_prefix("v1")).with(row.as_bytes())
    }

    fn of<const N: usize>(row: &str, fields: [&str; N]) -> Option<Self> {
        let whole = fields.iter().all(|field| !field.is_empty());
        whole.then(|| {
            fields.iter().fold(Self::begin(row), |hash, field| hash.with(field.as_bytes()))
        })
    }

    fn with(mut self, field: &[u8]) -> Self {
        self.0.update((field.len() as u64).to_be_bytes());
        self.0.update(field);
        self
    }

    fn finish(self) -> Fingerprint {
        let mut front = [0; 16];
        front.iter_mut().zip(self.0.finalize()).for_each(|(byte, hashed)| *byte = hashed);
        Fingerprint(front)
    }
}

impl From<[u8; 16]> for Fingerprint {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl From<Fingerprint> for [u8; 16] {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.0
    }
}

/// 32 hexadecimal digits in lower case.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// A text is no fingerprint: that is 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is 32 hexadecimal digits")]
pub struct ParseFingerprintError;

/// As its hexadecimal digits.
impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = compact_str::CompactString::deserialize(deserializer)?;
        digits.parse().map_err(serde::de::Error::custom)
    }
}

impl FromStr for Fingerprint {
    type Err = ParseFingerprintError;

    fn from_str(text: &str) -> Result<Self, ParseFingerprintError> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ParseFingerprintError);
        }
        let number = u128::from_str_radix(text, 16).map_err(|_| ParseFingerprintError)?;
        Ok(Self(number.to_be_bytes()))
    }
}
