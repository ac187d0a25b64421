//! What is stored of a delivery: decided here, once, for every engine.

// The row, and what it adds to.
mod row;
// The type of event, as far as the row has it.
mod kind;
// How it is read from a delivery.
mod reading;
// What a person writes who wants no more messages.
mod words;

pub(crate) use kind::is_known_type;
pub(crate) use reading::event;
pub(crate) use row::{Entry, Lane, OptedOut, Pair};
pub(crate) use words::OptOutWords;
