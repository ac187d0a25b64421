use serde::{Deserialize, Serialize};

use crate::event::fields::filled;
use crate::event::{Extra, Text};

/// A reaction to a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reaction {
    /// What was done with it.
    pub action: Text,
    /// The reaction.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub emoji: Option<Text>,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}
