//! Whether a delivery comes from the provider.
//!
//! The provider does not sign its deliveries (it has said so, and that signing is on its roadmap), so
//! anybody who finds the URL can post to it. What tells the provider apart today is a secret in the
//! URL that was registered: [`SharedSecret`]. Whatever v2 signing turns out to be, it fits behind
//! [`Authenticator`]: the head and the raw body in, a [`Verdict`] out.
//!
//! | condition | keeps out | lets in nevertheless |
//! |---|---|---|
//! | [`SharedSecret`] | whoever does not know the URL | whoever read it somewhere |
//! | [`AllowedAddresses`] | whoever knows it and is elsewhere | others at that address |
//! | [`SignedReferences`] | forged events about what you look up by the reference | events without a reference, with the id of any message; another status or time, from somebody who read an event of that message |
//! | [`only_webhooks`](crate::ReceiverBuilder::only_webhooks), a setting of the receiver | events of your other registrations | anybody who writes an id that is no secret |
//!
//! [`Authenticator::and`] asks for all of several, [`Authenticator::or`] for one of them.
//!
//! # Examples
//!
//! ```
//! use kudosity_webhook::{Receiver, SharedSecret};
//!
//! // The first is the current one; the second is still accepted until the URL is registered anew.
//! let secret = SharedSecret::new("Zl0fXQ3yM8sW1kTn-2026")?.or_previous("c7Vw9hRb4LpE6uYd-2025")?;
//! let receiver = Receiver::new(secret);
//!
//! let url = receiver.registration_url("https://sms.example.com/webhooks/kudosity")?;
//! assert_eq!(url, "https://sms.example.com/webhooks/kudosity?secret=Zl0fXQ3yM8sW1kTn-2026");
//!
//! // One that could be guessed is refused when it is built, not when it is broken.
//! assert!(SharedSecret::new("hunter2").is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod authenticator;
mod combined;
mod insecure;
mod place;
mod point;
mod reference;
mod secret;
mod verdict;

pub use address::{AddressError, AllowedAddresses};
pub use authenticator::{Authenticator, InvalidBase};
pub use combined::Combined;
pub use insecure::InsecureAcceptAnyone;
pub use reference::{ReferenceKeyError, SignError, SignedReferences};
pub use secret::{SecretError, SharedSecret};
pub use verdict::{By, Verdict};
