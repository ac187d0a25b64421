//! The inbox in a file: SQLite, built in.
//!
//! A thread of its own takes all commands that wait and commits them in one transaction, so that one
//! `fsync` serves many deliveries; another reads. Nothing is answered before its commit is on the disk.

// The handle: each method of the trait, as a command to one of the threads.
mod engine;
// What is sent to a thread, and how its answer comes back.
mod command;
// The thread that commits, and the one that reads.
mod reader;
mod writer;
// How the file is opened, made, and brought to the present schema.
mod connection;
mod schema;
// A connection for as long as a thread needs one, to the file that is at the path.
mod reopened;
mod watched;
// The statements, by what is asked of them.
mod claiming;
mod consenting;
mod inserting;
mod looking;
mod removing;
mod replaying;
mod settling;
// Values, between SQLite and Rust.
mod value;

pub(crate) use engine::Sqlite;

#[cfg(test)]
mod tests;
