use serde::{Deserialize, Serialize};

use super::fields::{filled, or_empty};
use super::{Address, Channel, Content, ContentType, Extra, Id, Media, Message, Open, Text};

/// A message from a handset; `mo` on the wire.
///
/// Its directions are the reverse of an outbound message's: the sender is the customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Inbound {
    /// What it travelled by; `type` on the wire.
    #[serde(rename = "type")]
    pub channel: Open<Channel>,
    /// Its id; not always a UUID.
    pub id: Id,
    /// The handset.
    pub sender: Address,
    /// The account's number.
    pub recipient: Address,
    /// Its text, as it was written: untrimmed, in any case. A picture alone comes without (seen on
    /// a live MMS).
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub message: Option<Text>,
    /// The shared number that it came by.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub routed_via: Option<Address>,
    /// The subject of an MMS.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub subject: Option<Text>,
    /// The pictures, recordings and so on of an MMS.
    #[serde(default, deserialize_with = "or_empty", skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// The message that last went to this handset: a hint, and never "in reply to".
    ///
    /// It is the most recent one whatever is being answered (a live reply to an SMS came with a
    /// later MMS here), and is absent when nothing matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Box<Message>>,
    /// What the message says that its [`content`](Self::content) is (WhatsApp and RCS).
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub content_type: Option<Open<ContentType>>,
    /// Rich content (WhatsApp and RCS).
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}
