use serde::{Deserialize, Serialize};

use super::{Extra, Message, Text};

/// A tracked link was fetched, by a person or by a machine.
///
/// The first hit seen live came in the same second as the message's delivery: a preview, not a
/// reader.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LinkHit {
    /// Where the link leads; the message's text holds the short link.
    pub url: Text,
    /// How often it was fetched so far, this time included.
    pub hits: u64,
    /// The message with the link; its recipient is the person it was sent to.
    pub source_message: Message,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}
