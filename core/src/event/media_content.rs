use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use memchr::{memchr, memmem};
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::in_body;

/// The content of a media item, left in the body that it came in until it is asked for.
///
/// It is a counted reference to the part of the body that holds it, so that an event with a photo
/// takes no more memory than its body; while it lives, so does the body. `Debug` shows how long it
/// is.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::event::MediaContent;
///
/// # fn main() -> Result<(), kudosity_webhook::event::MediaError> {
/// let content = MediaContent::encode(b"\x89PNG\r\n\x1a\n");
/// assert_eq!(content.media_type(), Some("image/png"));
/// assert_eq!(content.decode()?, b"\x89PNG\r\n\x1a\n");
///
/// assert!(MediaContent::from("not base64!").decode().is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct MediaContent {
    /// The base64 text; as it stands in a JSON string, if it is escaped.
    pub(super) text: Bytes,
    pub(super) escaped: bool,
}

impl MediaContent {
    /// Content of these bytes, such as for a test.
    pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
        Self::from(base64_simd::STANDARD.encode_to_string(bytes))
    }

    /// Whether nothing came.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The base64 text that came, copied only if a JSON escape is in it.
    pub fn encoded(&self) -> Cow<'_, str> {
        // What was a string when it was read still is.
        let text = str::from_utf8(&self.text).unwrap_or_default();
        if !self.escaped {
            return Cow::Borrowed(text);
        }
        Cow::Owned(serde_json::from_str(&format!("\"{text}\"")).unwrap_or_default())
    }

    /// Takes the token of a JSON string out of the body that is being read.
    fn in_body(token: &str) -> Option<Self> {
        let text = token.strip_prefix('"')?.strip_suffix('"')?;
        let from_escape = memchr(b'\\', text.as_bytes()).and_then(|at| text.get(at..));
        // A raw value is not checked for lone halves of surrogate pairs, which are no text.
        if from_escape.is_some_and(|rest| memmem::find(rest.as_bytes(), br"\u").is_some()) {
            serde_json::from_str::<String>(token).ok()?;
        }
        Some(Self { text: in_body::slice_of(text)?, escaped: from_escape.is_some() })
    }
}

/// Content that is already base64.
impl From<String> for MediaContent {
    fn from(encoded: String) -> Self {
        Self { text: encoded.into(), escaped: false }
    }
}

/// Content that is already base64.
impl From<&str> for MediaContent {
    fn from(encoded: &str) -> Self {
        encoded.to_owned().into()
    }
}

/// Equal when the same text came, however it was escaped.
impl PartialEq for MediaContent {
    fn eq(&self, other: &Self) -> bool {
        self.encoded() == other.encoded()
    }
}

impl Eq for MediaContent {}

impl fmt::Debug for MediaContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MediaContent({} bytes of base64)", self.text.len())
    }
}

impl Serialize for MediaContent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.encoded())
    }
}

impl<'de> Deserialize<'de> for MediaContent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !in_body::is_entered() {
            return String::deserialize(deserializer).map(Self::from);
        }
        let token = <&RawValue>::deserialize(deserializer)?;
        Self::in_body(token.get())
            .ok_or_else(|| D::Error::invalid_type(Unexpected::Other("JSON"), &"a string"))
    }
}
