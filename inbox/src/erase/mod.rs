//! The erasure of a person: bodies, texts and numbers go, what keeps the promise stays.

// How a number is found, in whatever form it was written.
mod mention;
// What is removed, and in which order.
mod erasure;

pub use erasure::{EraseError, Erased, Scanned};
