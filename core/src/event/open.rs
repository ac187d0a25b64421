use std::fmt;
use std::hash::{Hash, Hasher};

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::shown::Shown;

/// A word of the provider's, and its meaning if it is one known here.
///
/// The provider's lists grow, and a carrier's own words pass through them: so the word is kept as
/// it came, is written again as it came, and is compared without regard to ASCII case. `Debug`
/// shows it escaped and cut.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::event::{MessageStatus, Open};
///
/// let status: Open<MessageStatus> = "Delivered".into();
/// assert_eq!(status, MessageStatus::Delivered);
/// assert_eq!(status.as_str(), "Delivered");
///
/// let status: Open<MessageStatus> = "PARKED".into();
/// assert_eq!(status.known(), None);
/// assert_eq!(status.as_str(), "PARKED");
/// assert_eq!(status.name(), "unknown");
/// ```
#[derive(Clone)]
pub struct Open<T> {
    word: CompactString,
    known: Option<T>,
}

/// A list of words that the provider uses; the lists here are all there are.
pub trait Vocabulary: sealed::Words {}

impl<T: Vocabulary> Open<T> {
    /// The word as it came.
    pub fn as_str(&self) -> &str {
        &self.word
    }

    /// What the word means, if it is known here.
    pub fn known(&self) -> Option<T> {
        self.known
    }

    /// The word for a log or the label of a metric: the provider's own where it is known here, and
    /// `unknown` else, since a word that is not known may be long and hold anything.
    pub fn name(&self) -> &'static str {
        self.known.map_or("unknown", sealed::word)
    }

    /// Whether it means just this.
    pub fn is(&self, meaning: T) -> bool {
        self.known == Some(meaning)
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.word.is_empty()
    }

    fn of(word: CompactString) -> Self {
        let entry = T::WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&word));
        Self { known: entry.map(|(_, meaning)| *meaning), word }
    }
}

/// No word.
impl<T: Vocabulary> Default for Open<T> {
    fn default() -> Self {
        Self { word: CompactString::default(), known: None }
    }
}

impl<T: Vocabulary> From<T> for Open<T> {
    fn from(meaning: T) -> Self {
        Self { word: sealed::word(meaning).into(), known: Some(meaning) }
    }
}

impl<T: Vocabulary> From<&str> for Open<T> {
    fn from(word: &str) -> Self {
        Self::of(word.into())
    }
}

impl<T: Vocabulary> PartialEq for Open<T> {
    fn eq(&self, other: &Self) -> bool {
        self.word.eq_ignore_ascii_case(&other.word)
    }
}

impl<T: Vocabulary> Eq for Open<T> {}

impl<T: Vocabulary> PartialEq<T> for Open<T> {
    fn eq(&self, meaning: &T) -> bool {
        self.is(*meaning)
    }
}

impl<T: Vocabulary> Hash for Open<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.word.bytes().for_each(|byte| state.write_u8(byte.to_ascii_uppercase()));
        state.write_u8(0xff);
    }
}

impl<T: Vocabulary> fmt::Debug for Open<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known {
            Some(_) => f.write_str(&self.word),
            None => write!(f, "\"{}\"", Shown(&self.word)),
        }
    }
}

impl<T: Vocabulary> Serialize for Open<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word)
    }
}

impl<'de, T: Vocabulary> Deserialize<'de> for Open<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        CompactString::deserialize(deserializer).map(Self::of)
    }
}

pub(super) mod sealed {
    /// One table holds all that is said about a vocabulary's words.
    pub trait Words: Copy + Eq + 'static {
        const WORDS: &'static [(&'static str, Self)];
    }

    /// The provider's word for a meaning.
    pub(in crate::event) fn word<T: Words>(meaning: T) -> &'static str {
        T::WORDS.iter().find(|(_, known)| *known == meaning).map_or("", |(word, _)| word)
    }
}
