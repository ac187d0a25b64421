use serde::{Deserialize, Serialize};

use crate::event::{Extra, Text};

/// A text as rich content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TextContent {
    /// The text.
    pub message: Text,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}
