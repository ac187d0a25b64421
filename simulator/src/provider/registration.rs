use kudosity_webhook::event::{Id, Text};

use super::{Dice, ids, words};

/// A registration at the provider: where events are delivered to, and what it is called.
///
/// An event that two of them match is delivered for both, and only `webhook_id` and `webhook_name`
/// differ.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Registration {
    /// `webhook_id` on the wire.
    pub id: Id,
    /// `webhook_name` on the wire.
    pub name: Text,
}

impl Registration {
    /// A registration of this id and name.
    pub fn new(id: impl Into<Id>, name: impl Into<Text>) -> Self {
        Self { id: id.into(), name: name.into() }
    }

    pub(crate) fn made_up(dice: &mut Dice) -> Self {
        Self::new(ids::uuid(dice), dice.pick(&words::REGISTRATIONS))
    }
}
