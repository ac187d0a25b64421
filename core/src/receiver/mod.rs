//! The configured endpoint: admits a request's head, takes in its body, yields a delivery.
//!
//! It does no I/O: it decides and counts. [`receive`](crate::receive::receive) drives it with a body.

mod buffer;
mod builder;
mod endpoint;
mod guard;
mod in_flight;
mod intake;
mod progress;

pub use builder::{NoWebhooks, ReceiverBuilder};
pub use endpoint::Receiver;
pub use intake::Intake;
pub(crate) use progress::Progress;
