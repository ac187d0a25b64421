//! How optional fields are read: absent, null, `""` and `[]` are alike, because an older shape of
//! the deliveries always sends a field and leaves it empty.

use serde::{Deserialize, Deserializer};

use super::open::Vocabulary;
use super::text::Kind;
use super::{Content, Open, Str};

/// Reads a field that is `None` when there is nothing in it.
pub(super) fn filled<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Blank,
{
    Ok(Option::<T>::deserialize(deserializer)?.filter(|value| !value.is_blank()))
}

/// Reads a field that is empty when there is nothing in it.
pub(super) fn or_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// What can be there and hold nothing.
pub(super) trait Blank {
    fn is_blank(&self) -> bool;
}

impl<K: Kind> Blank for Str<K> {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Vocabulary> Blank for Open<T> {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl Blank for Content {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}
