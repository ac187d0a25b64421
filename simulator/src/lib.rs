#![doc = include_str!("../README.md")]

// What the provider sends.
pub mod samples;
// What happens at the provider, made up from a seed.
pub mod provider;
// What of it belongs together in time, and what goes wrong with that.
pub mod scenario;
// How it is sent, well-formed or not.
pub mod client;
// How the provider sends it, over and over.
pub mod sender;
// What a receiver must do with it, and with what the provider would never send.
pub mod conformance;
