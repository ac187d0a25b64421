//! What the events of a store add up to, and what is left of a person who was erased.

#![cfg(feature = "sqlite")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

// The inbox that is tested, and where it is.
mod store;
// Who may be written to.
mod consent;
mod list;
// By which words a message is an opt-out.
mod words;
// How far messages have come.
mod delivery_log;
// What is removed for good.
mod erase;
// All of that on each database.
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;
// How many at once.
mod figures;
