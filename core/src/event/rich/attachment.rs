use serde::{Deserialize, Serialize};

use crate::event::fields::filled;
use crate::event::{Extra, Text};

/// A file, a video, a recording or a sticker, at the address where it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Attachment {
    /// Where it is.
    pub url: Text,
    /// Its file name.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}
