use serde::{Deserialize, Serialize};

use super::fields::{filled, or_empty};
use super::{Extra, MediaContent, Text};

/// A picture, a recording or the like that came with an MMS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Media {
    /// Its file name, as the sender's handset says.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// What it is.
    #[serde(
        default,
        deserialize_with = "or_empty",
        skip_serializing_if = "MediaContent::is_empty"
    )]
    pub content: MediaContent,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}
