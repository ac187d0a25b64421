//! The account at the provider, simulated: what happens there, as deliveries, events and bodies.
//!
//! [`Provider::seeded`] makes up everything that a delivery holds, in all the forms that were seen or
//! published. The same seed and the same calls give the same bytes, on every machine and in every
//! build; nothing reads a clock.
//!
//! # Examples
//!
//! The test of a handler:
//!
//! ```
//! use kudosity_webhook::{Delivery, MessageStatus, event::Channel};
//! use kudosity_webhook_simulator::provider::Provider;
//!
//! fn must_not_be_written_to(delivery: &Delivery) -> Option<&str> {
//!     delivery.event.opt_out().map(|opt_out| opt_out.person().as_str())
//! }
//!
//! let mut provider = Provider::seeded(1);
//! let opt_out = provider.opt_out().person("61491570006").delivery();
//! assert_eq!(must_not_be_written_to(&opt_out), Some("61491570006"));
//!
//! let receipt = provider.receipt(Channel::Sms, MessageStatus::Delivered).delivery();
//! assert_eq!(must_not_be_written_to(&receipt), None);
//! ```
//!
//! What an event must have can be taken from it too, and then it is none:
//!
//! ```
//! # use kudosity_webhook_simulator::provider::Provider;
//! let nobody = Provider::seeded(1).opt_out().remove("/opt_out/source_message/recipient");
//! assert!(nobody.event().is_err());
//! ```

// What is made up, and from what.
mod dice;
mod ids;
mod numbers;
mod picture;
mod rich;
mod words;
// Who has an account, and what it is told.
mod account;
mod referring;
mod registration;
// What can be told, by its shape.
mod inbound;
mod link_hit;
mod message;
mod opt_out;
mod receipt;
// A delivery that is being made up.
mod altered;
mod draft;
mod section;
mod wire;

pub use account::Provider;
pub use altered::Altered;
pub(crate) use dice::Dice;
pub use draft::Draft;
pub use picture::Picture;
pub use registration::Registration;
pub use section::{Outbound, Section};
pub use wire::wire_form;
