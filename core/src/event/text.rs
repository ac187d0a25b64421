use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::address::Masked;
use super::shown::Shown;

/// A string that shows no more of itself than its kind allows.
///
/// It is a `str` in every way but one: `Debug` shows what the kind `K` says, and there is no
/// `Display`, so that neither a log line nor a database column is filled by accident, with the text
/// or with its mask. [`as_str`](Self::as_str) is the way to it. Up to 24 bytes take no memory
/// beside the value.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::event::{Address, Id, Text};
///
/// assert_eq!(format!("{:?}", Text::from("see you at six")), "Text(14 bytes)");
/// assert_eq!(format!("{:?}", Address::from("61491570006")), "Address(…006)");
/// assert_eq!(format!("{:?}", Id::from("alss-2way-1f2e3d4c")), "Id(alss-2way-1f2e3d4c)");
/// assert_eq!(Text::from("see you at six"), "see you at six");
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Str<K: Kind> {
    text: CompactString,
    kind: PhantomData<K>,
}

/// What a person or a customer wrote: `Debug` shows only its length.
pub type Text = Str<Private>;

/// An id that the provider gave: `Debug` shows it.
pub type Id = Str<Shareable>;

/// A phone number, a short number or an alphanumeric sender: `Debug` shows the end of a number.
pub type Address = Str<Dialled>;

impl<K: Kind> Str<K> {
    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether there is no text: an absent, a null and an empty field are alike.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl<K: Kind> Deref for Str<K> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl<K: Kind> AsRef<str> for Str<K> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Equal, ordered and hashed as its text is.
impl<K: Kind> Borrow<str> for Str<K> {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl<K: Kind> From<&str> for Str<K> {
    fn from(text: &str) -> Self {
        Self { text: text.into(), kind: PhantomData }
    }
}

impl<K: Kind> From<String> for Str<K> {
    fn from(text: String) -> Self {
        Self { text: text.into(), kind: PhantomData }
    }
}

impl<K: Kind> From<Str<K>> for String {
    fn from(str: Str<K>) -> Self {
        str.text.into_string()
    }
}

impl<K: Kind> PartialEq<str> for Str<K> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<K: Kind> PartialEq<&str> for Str<K> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl<K: Kind> fmt::Debug for Str<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        K::show(&self.text, f)
    }
}

impl<K: Kind> Serialize for Str<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Str<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        CompactString::deserialize(deserializer).map(|text| Self { text, kind: PhantomData })
    }
}

/// What `Debug` shows of a [`Str`]; the three kinds here are all there are.
pub trait Kind: sealed::Show {}

/// The kind of [`Text`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Private;

/// The kind of [`Id`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shareable;

/// The kind of [`Address`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dialled;

impl Kind for Private {}
impl Kind for Shareable {}
impl Kind for Dialled {}

impl sealed::Show for Private {
    fn show(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", text.len())
    }
}

impl sealed::Show for Shareable {
    fn show(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", Shown(text))
    }
}

impl sealed::Show for Dialled {
    fn show(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", Masked::new(text))
    }
}

mod sealed {
    use std::fmt;

    pub trait Show {
        fn show(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn it_is_its_text_in_every_way_but_that_it_is_not_shown() {
        let text = Text::from("see you at six");
        assert!(text == "see you at six" && text == *"see you at six");
        assert!(text != "see you at ten" && text != *"see you at ten");
        let by_text = HashMap::from([(text.clone(), 6)]);
        assert_eq!(by_text.get("see you at six"), Some(&6));
        assert_eq!(by_text.get("see you at ten"), None);
        assert_eq!(String::from(text), "see you at six");
    }
}
