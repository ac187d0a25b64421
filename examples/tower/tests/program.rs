//! The program does what the README says, over a real socket.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../../common/program.rs"]
mod program;

#[test]
fn it_prints_every_event_that_it_acknowledged() {
    program::prints_every_event_that_it_acknowledged(env!("CARGO_BIN_EXE_example-tower"));
}

#[test]
fn it_passes_every_case() {
    program::passes_every_case(env!("CARGO_BIN_EXE_example-tower"));
}
