use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::fault::Step;

/// The key under which serde_json hands on a number as its digits, when its `arbitrary_precision`
/// is on.
pub(super) const NUMBER_TOKEN: &str = "$serde_json::private::Number";

/// A JSON value that keeps the doubled keys of its objects.
#[derive(Clone)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    /// The value as serde_json has it: the last of doubled keys wins.
    pub(super) fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(flag) => Value::Bool(flag),
            Self::Number(number) => Value::Number(number),
            Self::String(text) => Value::String(text),
            Self::Array(items) => items.into_iter().map(Self::into_value).collect(),
            Self::Object(members) => Value::Object(
                members.into_iter().map(|(key, node)| (key, node.into_value())).collect(),
            ),
        }
    }

    /// The way to the first key of the path that its object has twice.
    pub(super) fn doubled_on<'a>(&self, path: &'a [Step]) -> Option<&'a [Step]> {
        let mut node = self;
        for (index, step) in path.iter().enumerate() {
            node = match (node, step) {
                (Self::Object(members), Step::Key(key)) => {
                    let mut named = members.iter().filter(|(name, _)| name == key);
                    let first = named.next();
                    if named.next().is_some() {
                        return path.get(..=index);
                    }
                    &first?.1
                }
                (Self::Array(items), Step::Index(index)) => items.get(*index)?,
                _ => return None,
            };
        }
        None
    }

    /// Absent, null, `""` and `[]` are alike where a field is optional.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::String(text) => text.is_empty(),
            Self::Array(items) => items.is_empty(),
            _ => false,
        }
    }

    /// The members of the object at the end of the path.
    pub(super) fn members_at(&mut self, path: &[Step]) -> Option<&mut Vec<(String, Self)>> {
        let Some((step, rest)) = path.split_first() else {
            return match self {
                Self::Object(members) => Some(members),
                _ => None,
            };
        };
        let inner = match (self, step) {
            (Self::Object(members), Step::Key(key)) => {
                members.iter_mut().find(|(name, _)| name == key).map(|(_, node)| node)
            }
            (Self::Array(items), Step::Index(index)) => items.get_mut(*index),
            _ => None,
        };
        inner?.members_at(rest)
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(flag),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::String(text),
            Value::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Value::Object(map) => {
                Self::Object(map.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

/// Takes in any value of any self-describing format.
pub(super) struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Node, E> {
        Ok(Node::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Number(number.into()))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Node, E> {
        let digits = Number::from_i128(number).or_else(|| Number::from_f64(number as f64));
        Ok(digits.map_or(Node::Null, Node::Number))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Node, E> {
        let digits = Number::from_u128(number).or_else(|| Number::from_f64(number as f64));
        Ok(digits.map_or(Node::Null, Node::Number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Number::from_f64(number).map_or(Node::Null, Node::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Node, E> {
        Ok(Node::String(text))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Node::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry::<String, Node>()? {
            members.push(member);
        }
        Ok(number_of(&members).unwrap_or(Node::Object(members)))
    }
}

/// The number that such an object stands for.
///
/// Only serde_json knows whether its `arbitrary_precision` is on, so it decides: when it is off,
/// the object is an object.
fn number_of(members: &[(String, Node)]) -> Option<Node> {
    let [(key, Node::String(digits))] = members else { return None };
    if key != NUMBER_TOKEN {
        return None;
    }
    let entry = std::iter::once((NUMBER_TOKEN, digits.as_str()));
    let read = Value::deserialize(de::value::MapDeserializer::<_, serde_json::Error>::new(entry));
    match read {
        Ok(Value::Number(number)) => Some(Node::Number(number)),
        _ => None,
    }
}
