//! What the example programs share: their options, their secret, the lines they print.
//!
//! An application has its own of each; nothing here is needed to receive webhooks.

mod example;
mod failure;
mod options;
mod shutdown;

pub use example::{Example, PATH};
pub use failure::Failure;
pub use shutdown::{grace_period, stop_signal};

// The blocks of the README compile and run.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod readme {}
