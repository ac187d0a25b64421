//! The command-line tool as it is run: its answers, its exit codes, its help.

#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

// The tool, and a database for it.
mod tool;
// What it says of itself.
mod help;
// Which database is looked into.
mod database;
// What is in the store, and what is done about it.
mod entries;
// Who must not be written to.
mod opt_outs;
// The same in PostgreSQL.
#[cfg(feature = "postgres")]
mod postgres;
