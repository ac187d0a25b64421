//! What is stored is worked, until it succeeds or is a dead letter: on real databases.

#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

// What holds on any database.
mod checks;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;
