//! What the benchmarks share. `BENCHMARKS.md` tells how to run them, and what they showed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark fails by panicking")]
#![allow(clippy::indexing_slicing, reason = "a benchmark fails by panicking")]
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

// What is received.
mod body;
// The ways to read it, and the model that an application would write for that.
mod reader;
pub mod typed;
// The ways to mount a handler for it, in each framework.
pub mod mount;
// A server over loopback, and what sends to it.
mod load;
mod server;
// The ways to store it before it is acknowledged, and events that are each another.
mod distinct;
#[cfg(feature = "inbox")]
mod storing;
// How they are timed in turn, and shown.
mod side_by_side;
mod table;

pub use body::Body;
pub use distinct::{Answered, Distinct};
pub use load::{Client, Load};
pub use mount::{Framework, Mount};
pub use reader::Reader;
pub use server::serve;
pub use side_by_side::side_by_side;
#[cfg(feature = "inbox")]
pub use storing::{Database, Storing};
