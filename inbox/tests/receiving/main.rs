//! What is answered 200 is stored, and what cannot be stored is answered 503: over real sockets, on real
//! databases.

#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

// What holds on any database.
mod checks;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;
