use serde::{Deserialize, Serialize};

use crate::event::fields::{filled, or_empty};
use crate::event::{Address, Extra, Text};

/// A contact card.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Contact {
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<ContactName>,
    /// Phone numbers.
    #[serde(default, deserialize_with = "or_empty", skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<ContactPhone>,
    /// Email addresses.
    #[serde(default, deserialize_with = "or_empty", skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<ContactEmail>,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The name on a contact card.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ContactName {
    /// The whole name.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub formatted_name: Option<Text>,
    /// The first name.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Text>,
    /// The last name.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Text>,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A phone number of a contact card.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ContactPhone {
    /// The number.
    pub phone: Address,
    /// What kind of number it is; `type` on the wire.
    #[serde(
        rename = "type",
        default,
        deserialize_with = "filled",
        skip_serializing_if = "Option::is_none"
    )]
    pub label: Option<Text>,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An email address of a contact card.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ContactEmail {
    /// The email address.
    pub email: Text,
    /// What kind of address it is; `type` on the wire.
    #[serde(
        rename = "type",
        default,
        deserialize_with = "filled",
        skip_serializing_if = "Option::is_none"
    )]
    pub label: Option<Text>,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}
