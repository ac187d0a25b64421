//! `inspect`: what the receiver makes of a captured body.

// Reads the body.
mod command;
// What is shown of it.
mod fields;
mod report;
mod unrecognised;

pub(crate) use command::Inspect;
