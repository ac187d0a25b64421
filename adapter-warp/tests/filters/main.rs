//! The filters in an application, on a socket.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

// The application and its sender.
mod mounts;
mod wire;

// What is told of the filters, each about one side of them.
mod chain;
mod handler;
mod neighbours;
mod sink;
mod surroundings;
