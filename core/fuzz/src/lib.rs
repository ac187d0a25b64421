//! What must hold whatever is sent: each check takes any bytes, and panics where it does not hold.
//!
//! The fuzz targets call the checks with what libFuzzer makes up, and `core/tests/corpus.rs` with the
//! inputs in `corpus/`, so that every test run repeats what was found once.

#![forbid(unsafe_code)]

// Deliveries made of choices, so that most inputs get past the JSON parser.
pub mod delivery;
mod fields;
mod json;
// The checks, one a target.
pub mod authenticators;
pub mod intake;
pub mod media;
pub mod parse;
// What they are made of.
mod lossless;
mod private;
