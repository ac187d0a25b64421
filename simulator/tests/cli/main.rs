//! The command-line tool as it is run: its answers, its exit codes, its help.

// With signals and a shell.
#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

// The tool, and what it delivers to.
mod server;
mod tool;
// What it says of itself.
mod help;
mod output;
// What it does by itself.
mod inspect;
mod secret;
// What it does to a receiver.
mod check;
mod hardened;
mod load;
mod scenario;
mod send;
