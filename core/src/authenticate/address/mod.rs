//! Where a delivery comes from.

mod allowed;
mod client;
mod network;

pub use allowed::{AddressError, AllowedAddresses};
