use std::fmt;

use serde::de::{DeserializeOwned, Error};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::{Attachment, Button, Contact, Image, Location, Reaction, Reply, TextContent};
use crate::event::fault::{Fault, Step};
use crate::event::node::Node;

/// Rich content of a message from a handset, by its kind.
///
/// On the wire it is one object under the kind's name. What is none of the kinds, or does not fit
/// its kind, is kept as it came and never a reason to refuse an event. `Debug` shows no content.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::event::Content;
///
/// # fn main() -> serde_json::Result<()> {
/// let content: Content = serde_json::from_str(r#"{"location": {"lat": -33.86, "long": 151.2}}"#)?;
/// let Content::Location(place) = content else { return Ok(()) };
/// assert_eq!(place.latitude(), Some(-33.86));
///
/// let content: Content = serde_json::from_str(r#"{"location": "by the harbour"}"#)?;
/// assert!(matches!(content, Content::Other(_)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// A text.
    Text(TextContent),
    /// A place.
    Location(Location),
    /// A file.
    File(Attachment),
    /// A video.
    Video(Attachment),
    /// A recording.
    Audio(Attachment),
    /// A picture.
    Image(Image),
    /// An answer chosen from a list.
    Reply(Reply),
    /// A sticker.
    Sticker(Attachment),
    /// A button that was pressed.
    Button(Button),
    /// A reaction to a message.
    Reaction(Reaction),
    /// A contact card.
    Contact(Contact),
    /// Whatever else came.
    Other(Value),
}

impl Content {
    /// Whether nothing came: null, an empty string or an empty list.
    pub(in crate::event) fn is_empty(&self) -> bool {
        match self {
            Self::Other(Value::Null) => true,
            Self::Other(Value::String(text)) => text.is_empty(),
            Self::Other(Value::Array(items)) => items.is_empty(),
            _ => false,
        }
    }

    /// Reads the one kind that is there, or keeps the value.
    ///
    /// # Errors
    ///
    /// Where a field of a kind is there twice: nobody may read it as either of them.
    pub(in crate::event) fn of(node: Node) -> Result<Self, Fault> {
        let Node::Object(members) = &node else { return Ok(Self::Other(node.into_value())) };
        let Some(((key, inner), others)) = members.split_first() else {
            return Ok(Self::Other(node.into_value()));
        };
        if others.iter().any(|(other, _)| other == key) && Self::of_kind(key, inner).is_some() {
            return Err(Fault::duplicate(key));
        }
        match Self::of_kind(key, inner).filter(|_| others.is_empty()) {
            Some(Err(fault)) if fault.is_duplicate() => Err(fault.under(Step::Key(key.clone()))),
            Some(Ok(content)) => Ok(content),
            Some(Err(_)) | None => Ok(Self::Other(node.into_value())),
        }
    }

    /// Reads a kind by its key, if it is one.
    fn of_kind(key: &str, inner: &Node) -> Option<Result<Self, Fault>> {
        Some(match key {
            "text" => read(inner).map(Self::Text),
            "location" => read(inner).map(Self::Location),
            "file" => read(inner).map(Self::File),
            "video" => read(inner).map(Self::Video),
            "audio" => read(inner).map(Self::Audio),
            "image" => read(inner).map(Self::Image),
            "reply" => read(inner).map(Self::Reply),
            "sticker" => read(inner).map(Self::Sticker),
            "button" => read(inner).map(Self::Button),
            "reaction" => read(inner).map(Self::Reaction),
            "contact" => read(inner).map(Self::Contact),
            _ => return None,
        })
    }
}

fn read<T: DeserializeOwned>(inner: &Node) -> Result<T, Fault> {
    T::deserialize(inner).map_err(|fault| fault.or_doubled_in(inner))
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(words) => words.fmt(f),
            Self::Location(location) => location.fmt(f),
            Self::File(attachment) => f.debug_tuple("File").field(attachment).finish(),
            Self::Video(attachment) => f.debug_tuple("Video").field(attachment).finish(),
            Self::Audio(attachment) => f.debug_tuple("Audio").field(attachment).finish(),
            Self::Sticker(attachment) => f.debug_tuple("Sticker").field(attachment).finish(),
            Self::Image(image) => image.fmt(f),
            Self::Reply(reply) => reply.fmt(f),
            Self::Button(button) => button.fmt(f),
            Self::Reaction(reaction) => reaction.fmt(f),
            Self::Contact(contact) => contact.fmt(f),
            Self::Other(_) => f.write_str("Other(…)"),
        }
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = match self {
            Self::Other(value) => return value.serialize(serializer),
            _ => serializer.serialize_map(Some(1))?,
        };
        match self {
            Self::Text(words) => map.serialize_entry("text", words)?,
            Self::Location(location) => map.serialize_entry("location", location)?,
            Self::File(attachment) => map.serialize_entry("file", attachment)?,
            Self::Video(attachment) => map.serialize_entry("video", attachment)?,
            Self::Audio(attachment) => map.serialize_entry("audio", attachment)?,
            Self::Sticker(attachment) => map.serialize_entry("sticker", attachment)?,
            Self::Image(image) => map.serialize_entry("image", image)?,
            Self::Reply(reply) => map.serialize_entry("reply", reply)?,
            Self::Button(button) => map.serialize_entry("button", button)?,
            Self::Reaction(reaction) => map.serialize_entry("reaction", reaction)?,
            Self::Contact(contact) => map.serialize_entry("contact", contact)?,
            Self::Other(_) => {}
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::of(Node::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
