use serde::de::value::{BorrowedStrDeserializer, MapDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Number;

use super::fault::{Fault, Step};
use super::node::{NUMBER_TOKEN, Node};

/// Reads a tree with the derived implementations, so that the types are the only list of what is
/// required.
impl<'de> Deserializer<'de> for &'de Node {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Node::Null => visitor.visit_unit(),
            Node::Bool(flag) => visitor.visit_bool(*flag),
            Node::Number(number) => visit_number(number, visitor),
            Node::String(text) => visitor.visit_borrowed_str(text),
            Node::Array(items) => visitor.visit_seq(Items { items: items.iter(), index: 0 }),
            Node::Object(members) => {
                visitor.visit_map(Members { members: members.iter(), current: None })
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.is_blank() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            // As its digits it would be of the wrong type, and it is too large.
            Node::Number(number) if number.as_u64().is_none() && number.as_i64().is_none() => {
                visitor.visit_f64(number.as_f64().unwrap_or(f64::MAX))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            // Its digits stand under a key only where any value may be, never where an object must be.
            Node::Number(_) => Err(Fault::invalid_type(Unexpected::Other("number"), &visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char str string bytes
        byte_buf unit unit_struct seq tuple tuple_struct enum identifier ignored_any
    }
}

/// Hands on a number plainly where that loses nothing, else as its digits (with serde_json's
/// `arbitrary_precision`).
fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Fault> {
    let digits = number.to_string();
    if digits.len() > PLAIN_DIGITS {
        return visit_digits(digits, visitor);
    }
    if let Some(unsigned) = number.as_u64()
        && Number::from(unsigned) == *number
    {
        return visitor.visit_u64(unsigned);
    }
    if let Some(signed) = number.as_i64()
        && Number::from(signed) == *number
    {
        return visitor.visit_i64(signed);
    }
    if let Some(float) = number.as_f64()
        && Number::from_f64(float).as_ref() == Some(number)
    {
        return visitor.visit_f64(float);
    }
    visit_digits(digits, visitor)
}

fn visit_digits<'de, V: Visitor<'de>>(digits: String, visitor: V) -> Result<V::Value, Fault> {
    let entry = std::iter::once((NUMBER_TOKEN, digits));
    visitor.visit_map(MapDeserializer::new(entry))
}

/// The most characters that a number of 64 bits is written in. To read more than that as one takes
/// long, and loses digits.
const PLAIN_DIGITS: usize = 24;

struct Items<'de> {
    items: std::slice::Iter<'de, Node>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item).map(Some).map_err(|fault| fault.under(Step::Index(index)))
    }
}

struct Members<'de> {
    members: std::slice::Iter<'de, (String, Node)>,
    current: Option<&'de (String, Node)>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        self.current = self.members.next();
        let Some((key, _)) = self.current else { return Ok(None) };
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (key, value) = self.current.ok_or_else(|| Fault::custom("no key was asked for"))?;
        seed.deserialize(value).map_err(|fault: Fault| fault.under(Step::Key(key.clone())))
    }
}
