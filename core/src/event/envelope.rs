use jiff::Timestamp;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::payload::Shape;
use super::{
    Address, Channel, EventType, Extra, Id, Inbound, LinkHit, Message, Open, OptOut, Payload,
    Status, Text,
};

/// One event as the provider delivers it: the envelope, and what it says.
///
/// What the model does not know is kept, and [`Serialize`] writes the wire form: what was parsed
/// and is written again is the same JSON value, except that optional fields which came null or
/// empty are left out and that the timestamp may be another writing of the same instant.
///
/// `Debug` and [`Display`](std::fmt::Display) show neither texts nor whole numbers.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::event::{Event, Payload};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let body = r#"{
///     "event_type": "SMS_INBOUND",
///     "timestamp": "2026-03-01T10:15:00Z",
///     "mo": {
///         "type": "SMS",
///         "id": "alss-2way-1f2e3d4c",
///         "sender": "61491570006",
///         "recipient": "61491570156",
///         "message": "Yes "
///     }
/// }"#;
/// let event = Event::from_body(body.into())?;
/// let Payload::Inbound(message) = &event.payload else { return Ok(()) };
/// assert_eq!(message.message.as_deref().map(str::trim), Some("Yes"));
/// assert_eq!(event.to_string(), "SMS_INBOUND alss-2way-1f2e3d4c from …006");
///
/// assert!(Event::from_body("Yes".into()).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// What happened.
    pub event_type: Open<EventType>,
    /// When it happened. It can be a second ahead of the receiver's clock (seen on live
    /// deliveries), and a repeated delivery has the old one.
    pub timestamp: Timestamp,
    /// The registration that the delivery is for; absent from older samples.
    pub webhook_id: Option<Id>,
    /// The name of that registration.
    pub webhook_name: Option<Text>,
    /// What the event says.
    pub payload: Payload,
    /// Further fields of the envelope, as they came; also a second section, beside the event's own.
    pub extra: Extra,
}

impl Event {
    /// An event of no registration, such as for a test.
    pub fn new(
        event_type: impl Into<Open<EventType>>,
        timestamp: Timestamp,
        payload: Payload,
    ) -> Self {
        Self {
            event_type: event_type.into(),
            timestamp,
            webhook_id: None,
            webhook_name: None,
            payload,
            extra: Extra::new(),
        }
    }

    /// The delivery receipt, if it is one.
    pub fn status(&self) -> Option<&Status> {
        match &self.payload {
            Payload::Status(status) => Some(status),
            _ => None,
        }
    }

    /// The message from a handset, if it is one.
    pub fn inbound(&self) -> Option<&Inbound> {
        match &self.payload {
            Payload::Inbound(inbound) => Some(inbound),
            _ => None,
        }
    }

    /// The link hit, if it is one.
    pub fn link_hit(&self) -> Option<&LinkHit> {
        match &self.payload {
            Payload::LinkHit(link_hit) => Some(link_hit),
            _ => None,
        }
    }

    /// The opt-out, if it is one.
    pub fn opt_out(&self) -> Option<&OptOut> {
        match &self.payload {
            Payload::OptOut(opt_out) => Some(opt_out),
            _ => None,
        }
    }

    /// The reference that the account gave to the message which the event is about.
    ///
    /// There is none for a message from a handset: its last message is a hint, and never "in reply
    /// to".
    pub fn message_ref(&self) -> Option<&Text> {
        match &self.payload {
            Payload::Status(status) => status.message_ref.as_ref(),
            _ => self.source_message()?.message_ref.as_ref(),
        }
    }

    /// What the message travels by.
    pub fn channel(&self) -> Option<&Open<Channel>> {
        let channel = match &self.payload {
            Payload::Status(status) => &status.channel,
            Payload::Inbound(inbound) => &inbound.channel,
            _ => &self.source_message()?.channel,
        };
        Some(channel).filter(|channel| !channel.is_empty())
    }

    /// The handset, whichever direction the message went.
    pub fn person(&self) -> Option<&Address> {
        let person = match &self.payload {
            Payload::Status(status) => &status.recipient,
            Payload::Inbound(inbound) => &inbound.sender,
            _ => &self.source_message()?.recipient,
        };
        Some(person).filter(|person| !person.is_empty())
    }

    /// The account's number or name, whichever direction the message went.
    pub fn account_number(&self) -> Option<&Address> {
        let number = match &self.payload {
            Payload::Status(status) => &status.sender,
            Payload::Inbound(inbound) => &inbound.recipient,
            _ => &self.source_message()?.sender,
        };
        Some(number).filter(|number| !number.is_empty())
    }

    /// The message that a hit or an opt-out came from.
    fn source_message(&self) -> Option<&Message> {
        match &self.payload {
            Payload::LinkHit(link_hit) => Some(&link_hit.source_message),
            Payload::OptOut(opt_out) => Some(&opt_out.source_message),
            _ => None,
        }
    }
}

/// Writes the wire form.
impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("event_type", &self.event_type)?;
        map.serialize_entry("timestamp", &self.timestamp)?;
        if let Some(id) = &self.webhook_id {
            map.serialize_entry("webhook_id", id)?;
        }
        if let Some(name) = &self.webhook_name {
            map.serialize_entry("webhook_name", name)?;
        }
        let section = self.payload.shape().map_or("", Shape::key);
        match &self.payload {
            Payload::Status(status) => map.serialize_entry(section, status)?,
            Payload::Inbound(inbound) => map.serialize_entry(section, inbound)?,
            Payload::LinkHit(link_hit) => map.serialize_entry(section, link_hit)?,
            Payload::OptOut(opt_out) => map.serialize_entry(section, opt_out)?,
            Payload::Unknown { fields } => {
                fields.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
            }
        }
        self.extra.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
        map.end()
    }
}
