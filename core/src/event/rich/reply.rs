use serde::{Deserialize, Serialize};

use crate::event::fields::filled;
use crate::event::{Extra, Text};

/// An answer chosen from a list that was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reply {
    /// The answer's id, which the sender of the list gave.
    pub id: Text,
    /// The answer as it was shown.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What was shown below it.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}
