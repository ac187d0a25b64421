//! The wire form of nearly every event, read in one pass.
//!
//! Whatever is out of the ordinary is read again as a tree, which tells what is wrong or tolerates
//! it: so the errors here say nothing.

use std::fmt;
use std::sync::LazyLock;

use bytes::Bytes;
use memchr::memmem::Finder;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::fields::Blank;
use super::in_body::InBody;
use super::instant::Instant;
use super::node::Node;
use super::payload::{Payload, Shape};
use super::{Event, EventType, Extra, Id, Open, Text};

/// Reads the text of a body, unless something about it is out of the ordinary.
pub(super) fn read(body: &Bytes, text: &str) -> Option<Event> {
    static MEDIA: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(r#""media""#));
    // A body without media is not referred to, which would take an allocation.
    let _in_body = MEDIA.find(text.as_bytes()).map(|_| InBody::enter(body.clone()));
    let mut json = serde_json::Deserializer::from_str(text);
    let mut envelope = Envelope::default();
    json.deserialize_map(&mut envelope).and_then(|()| json.end()).ok()?;
    envelope.into_event()
}

/// A key of the envelope.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    EventType,
    Timestamp,
    WebhookId,
    WebhookName,
    Status,
    Mo,
    LinkHit,
    OptOut,
    Other(String),
}

/// What of the envelope has come.
#[derive(Default)]
struct Envelope {
    event_type: Option<Open<EventType>>,
    timestamp: Option<Instant>,
    webhook_id: Option<Option<Id>>,
    webhook_name: Option<Option<Text>>,
    /// Which sections have come, null or not, by their [`Shape`].
    sections: [Option<()>; Shape::ALL.len()],
    payload: Option<Payload>,
    extra: Extra,
}

/// Takes in the fields where they stay, since to move an event along takes time.
impl<'de> Visitor<'de> for &mut Envelope {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key()? {
            match key {
                Key::EventType => once(&mut self.event_type, map.next_value()?)?,
                Key::Timestamp => once(&mut self.timestamp, map.next_value()?)?,
                Key::WebhookId => once(&mut self.webhook_id, map.next_value()?)?,
                Key::WebhookName => once(&mut self.webhook_name, map.next_value()?)?,
                Key::Status => self.section(&mut map, Shape::Status, Payload::Status)?,
                Key::Mo => self.section(&mut map, Shape::Inbound, Payload::Inbound)?,
                Key::LinkHit => self.section(&mut map, Shape::LinkHit, Payload::LinkHit)?,
                Key::OptOut => self.section(&mut map, Shape::OptOut, Payload::OptOut)?,
                Key::Other(key) => {
                    let value: Node = map.next_value()?;
                    self.extra.insert(key, value.into_value());
                }
            }
        }
        Ok(())
    }
}

fn once<T, E: Error>(field: &mut Option<T>, value: T) -> Result<(), E> {
    if field.is_some() {
        return Err(E::custom("out of the ordinary"));
    }
    *field = Some(value);
    Ok(())
}

impl Envelope {
    /// Takes in a section. One that is null is none, and may not come twice for that.
    fn section<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
        &mut self,
        map: &mut A,
        shape: Shape,
        payload: fn(T) -> Payload,
    ) -> Result<(), A::Error> {
        if let Some(seen) = self.sections.get_mut(shape as usize) {
            once(seen, ())?;
        }
        match map.next_value()? {
            Some(section) => once(&mut self.payload, payload(section)),
            None => Ok(()),
        }
    }

    /// The event, if its section is that of its type.
    fn into_event(self) -> Option<Event> {
        let (event_type, payload) = (self.event_type?, self.payload?);
        let expected = event_type.known().map(EventType::shape);
        if expected.is_some() && expected != payload.shape() {
            return None;
        }
        Some(Event {
            event_type,
            timestamp: self.timestamp?.0,
            webhook_id: self.webhook_id.flatten().filter(|id| !id.is_blank()),
            webhook_name: self.webhook_name.flatten().filter(|name| !name.is_blank()),
            payload,
            extra: self.extra,
        })
    }
}
