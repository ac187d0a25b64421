use serde::{Deserialize, Serialize};

use crate::event::fields::filled;
use crate::event::{Extra, Text};

/// A picture, at the address where it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Image {
    /// Where it is.
    pub url: Text,
    /// Its file name.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// What was written under it.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub caption: Option<Text>,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}
