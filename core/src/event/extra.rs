use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::node::Node;

/// The fields of an object that the model does not know, as they came.
///
/// The provider adds fields over time; they are kept, and written again when the event is
/// serialised. A field that the model knows, is optional and came with a value of the wrong type is
/// here too, under its own name. `Debug` shows how many there are and not what they hold.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Extra(Map<String, Value>);

impl Extra {
    /// No fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// The fields as serde_json's map.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }
}

impl From<Map<String, Value>> for Extra {
    fn from(map: Map<String, Value>) -> Self {
        Self(map)
    }
}

/// The last of doubled keys wins, as in serde_json's `Value`.
impl FromIterator<(String, Node)> for Extra {
    fn from_iter<I: IntoIterator<Item = (String, Node)>>(members: I) -> Self {
        let map: Map<_, _> =
            members.into_iter().map(|(key, node)| (key, node.into_value())).collect();
        map.into()
    }
}

impl Deref for Extra {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Extra {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Extra(fields: {})", self.0.len())
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Not by way of serde_json's own `Value`: with its `raw_value` on, that takes a string under a
/// private key for JSON text and parses it, past every limit on values and depth.
impl<'de> Deserialize<'de> for Extra {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ExtraVisitor)
    }
}

struct ExtraVisitor;

impl<'de> Visitor<'de> for ExtraVisitor {
    type Value = Extra;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Extra, A::Error> {
        let mut extra = Extra::new();
        while let Some((key, node)) = map.next_entry::<String, Node>()? {
            extra.insert(key, node.into_value());
        }
        Ok(extra)
    }
}
