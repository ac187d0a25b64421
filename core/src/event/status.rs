use serde::{Deserialize, Serialize};

use super::fields::filled;
use super::{Address, Channel, Extra, Id, MessageStatus, Open, Text};

/// A delivery receipt: how far a message of the account's has come.
///
/// One message has several, all with the same [`id`](Self::id), and they come at least once and in
/// no order: see [`Receipt::supersedes`](super::Receipt::supersedes).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Status {
    /// What the message travels by; `type` on the wire.
    #[serde(rename = "type")]
    pub channel: Open<Channel>,
    /// The message's id.
    pub id: Id,
    /// The account's number or name.
    pub sender: Address,
    /// The handset.
    pub recipient: Address,
    /// How far the message has come.
    pub status: Open<MessageStatus>,
    /// The sender's own reference, up to 500 characters of anything.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub message_ref: Option<Text>,
    /// The shared number that it went by.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub routed_via: Option<Address>,
    /// The carrier's free text, seen on a live MMS.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// The campaign that the message belongs to.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<Id>,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}
