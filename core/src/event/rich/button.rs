use serde::{Deserialize, Serialize};

use crate::event::{Extra, Text};

/// A button of a message that was pressed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Button {
    /// What the button says.
    pub text: Text,
    /// What the sender of the button put behind it.
    pub payload: Text,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}
