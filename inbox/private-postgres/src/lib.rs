//! A PostgreSQL of a test's own: in a temporary directory, on a free port of 127.0.0.1, with `fsync` on.
//!
//! The programs are those that `POSTGRES_BIN` names, or the latest in `/usr/lib/postgresql`, where Debian
//! has them. They refuse to run as root, so for root they run as the user `postgres`, which comes with
//! them.

// Where the programs are, and as whom they run.
mod programs;
// A server.
mod server;

pub use server::Server;
