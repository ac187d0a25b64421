use std::mem;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::fault::{Fault, Step};
use super::instant::Instant;
use super::lenient;
use super::node::{Node, NodeVisitor};
use super::payload::Shape;
use super::{Event, EventError, EventType, Extra, FaultKind, Open, Payload, fields};

/// The keys of the envelope besides the sections.
const ENVELOPE: [&str; 4] = ["event_type", "timestamp", "webhook_id", "webhook_name"];

impl Event {
    /// Reads a tree: slower than the one pass, but it tells exactly what is wrong, and tolerates
    /// what can be.
    pub(super) fn from_node(root: Node) -> Result<Self, Fault> {
        let mut fields = Envelope::of(root)?;
        let event_type: Open<EventType> = fields.required("event_type")?;
        let Instant(timestamp) = fields.required("timestamp")?;
        let webhook_id = fields.optional("webhook_id");
        let webhook_name = fields.optional("webhook_name");
        let payload = match event_type.known() {
            Some(known) => fields.section(known.shape())?,
            None => fields.payload_of_unknown()?,
        };
        Ok(Self {
            event_type,
            timestamp,
            webhook_id,
            webhook_name,
            payload,
            extra: fields.into_extra(),
        })
    }
}

/// Reads from anything that serde can, also flattened into another struct.
///
/// The texts of its own errors quote nothing that came. [`Event::from_body`] is faster, leaves
/// media where it is, and is bounded.
impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let root = deserializer.deserialize_any(NodeVisitor)?;
        Self::from_node(root).map_err(|fault| D::Error::custom(EventError::from(fault)))
    }
}

/// The fields of the envelope that are still to be read.
struct Envelope {
    members: Vec<(String, Node)>,
    /// What was optional and of the wrong type.
    strays: Extra,
}

impl Envelope {
    fn of(root: Node) -> Result<Self, Fault> {
        let Node::Object(members) = root else { return Err(Fault::of_value(FaultKind::WrongType)) };
        let keys = ENVELOPE.into_iter().chain(Shape::ALL.map(Shape::key));
        for key in keys {
            if members.iter().filter(|(name, _)| name == key).count() > 1 {
                return Err(Fault::duplicate(key));
            }
        }
        Ok(Self { members, strays: Extra::new() })
    }

    fn take(&mut self, key: &str) -> Option<Node> {
        let index = self.members.iter().position(|(name, _)| name == key)?;
        Some(self.members.remove(index).1)
    }

    fn required<T: for<'de> Deserialize<'de>>(&mut self, key: &str) -> Result<T, Fault> {
        let node = self.take(key).ok_or_else(|| Fault::missing(key))?;
        T::deserialize(&node).map_err(|fault| fault.under(Step::Key(key.to_owned())))
    }

    fn optional<T: for<'de> Deserialize<'de> + fields::Blank>(&mut self, key: &str) -> Option<T> {
        let node = self.take(key)?;
        match fields::filled(&node) {
            Ok(value) => value,
            Err(_) => {
                self.strays.insert(key.to_owned(), node.into_value());
                None
            }
        }
    }

    /// The section of a known type.
    fn section(&mut self, shape: Shape) -> Result<Payload, Fault> {
        let key = shape.key();
        let node = self.take(key).ok_or_else(|| Fault::missing(key))?;
        let payload = read(shape, node).map_err(|fault| fault.under(Step::Key(key.to_owned())))?;
        // A foreign section that is null is none.
        self.members.retain(|(name, node)| !matches!(node, Node::Null) || !Shape::is_key(name));
        Ok(payload)
    }

    /// The one section that is there, if it fits; else everything, as it came.
    ///
    /// # Errors
    ///
    /// Where a key that the model reads is there twice: it cannot be kept as it came.
    fn payload_of_unknown(&mut self) -> Result<Payload, Fault> {
        let members = &self.members;
        let there = |shape: &Shape| {
            members.iter().any(|(name, node)| name == shape.key() && !matches!(node, Node::Null))
        };
        let mut shapes = Shape::ALL.into_iter().filter(there);
        let (Some(shape), None) = (shapes.next(), shapes.next()) else {
            return Ok(self.unknown());
        };
        let Some((key, section)) = members.iter().find(|(key, _)| key == shape.key()).cloned()
        else {
            return Ok(self.unknown());
        };
        match self.section(shape) {
            Err(fault) if !fault.is_duplicate() => {
                self.members.push((key, section));
                Ok(self.unknown())
            }
            payload_or_duplicate => payload_or_duplicate,
        }
    }

    /// Everything that is left, as it came.
    fn unknown(&mut self) -> Payload {
        Payload::Unknown { fields: mem::take(&mut self.members).into_iter().collect() }
    }

    fn into_extra(self) -> Extra {
        let mut extra: Extra = self.members.into_iter().collect();
        extra.append(&mut self.strays.into_map());
        extra
    }
}

fn read(shape: Shape, node: Node) -> Result<Payload, Fault> {
    match shape {
        Shape::Status => lenient::read(node).map(Payload::Status),
        Shape::Inbound => lenient::read(node).map(Payload::Inbound),
        Shape::LinkHit => lenient::read(node).map(Payload::LinkHit),
        Shape::OptOut => lenient::read(node).map(Payload::OptOut),
    }
}
