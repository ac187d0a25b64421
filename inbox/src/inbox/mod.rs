//! The inbox as an application has it: opened once, cloned into routes and workers.

// Where it is, and what it keeps.
mod builder;
// The value itself.
mod handle;
// How it takes deliveries.
mod sink;
// Who is told that something came.
mod arrivals;
// What has become of everything.
mod outcomes;
// What an operator sees of it, and does with it.
mod operate;
// How long things are kept.
mod retention;

pub use builder::InboxBuilder;
pub use handle::Inbox;
pub use operate::Replayed;
#[cfg(all(feature = "postgres", feature = "sqlite"))]
pub(crate) use outcomes::Counters;
pub use outcomes::Outcomes;
