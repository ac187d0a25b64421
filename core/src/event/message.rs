use serde::{Deserialize, Serialize};

use super::fields::{filled, or_empty};
use super::{Address, Channel, Extra, Id, Open, Text};

/// A message of the account's that an event is about, as well as the provider could find it.
///
/// All of it is best effort. The first five fields were on every delivery seen and are empty when
/// absent; the others are optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Message {
    /// What it travelled by; `type` on the wire.
    #[serde(
        rename = "type",
        default,
        deserialize_with = "or_empty",
        skip_serializing_if = "Open::is_empty"
    )]
    pub channel: Open<Channel>,
    /// Its id.
    #[serde(default, deserialize_with = "or_empty", skip_serializing_if = "Id::is_empty")]
    pub id: Id,
    /// The account's number or name.
    #[serde(default, deserialize_with = "or_empty", skip_serializing_if = "Address::is_empty")]
    pub sender: Address,
    /// The handset.
    #[serde(default, deserialize_with = "or_empty", skip_serializing_if = "Address::is_empty")]
    pub recipient: Address,
    /// Its text, with short links where links are tracked.
    #[serde(default, deserialize_with = "or_empty", skip_serializing_if = "Text::is_empty")]
    pub message: Text,
    /// The sender's own reference, up to 500 characters of anything.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub message_ref: Option<Text>,
    /// The subject of an MMS.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub subject: Option<Text>,
    /// Where the media of an MMS are.
    #[serde(default, deserialize_with = "or_empty", skip_serializing_if = "Vec::is_empty")]
    pub content_urls: Vec<Text>,
    /// The shared number that it went by.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub routed_via: Option<Address>,
    /// The campaign that it belongs to.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<Id>,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}
