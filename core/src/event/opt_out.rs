use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Address, EventType, Extra, Message, Open};

/// Somebody withdrew their consent.
///
/// Whatever the [`source`](Self::source) says, known here or not, it is an opt-out, and
/// [`person`](Self::person) is who must not be written to again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OptOut {
    /// How: by a link or by an answer in every sample.
    pub source: Open<EventType>,
    /// The message that was answered, or that held the link. Of it only the recipient is certain.
    #[serde(deserialize_with = "with_recipient")]
    pub source_message: Message,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

impl OptOut {
    /// An opt-out of the message's recipient.
    pub fn new(source: impl Into<Open<EventType>>, source_message: Message) -> Self {
        Self { source: source.into(), source_message, extra: Extra::new() }
    }

    /// Who opted out: the recipient of the source message, and never empty in an event that was
    /// read.
    pub fn person(&self) -> &Address {
        &self.source_message.recipient
    }
}

fn with_recipient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Message, D::Error> {
    let message = Message::deserialize(deserializer)?;
    if message.recipient.is_empty() {
        return Err(D::Error::missing_field("recipient"));
    }
    Ok(message)
}
