//! What belongs together in time: deliveries, each with the wait before it.
//!
//! A [`Scenario`] is an iterator that does no I/O and reads no clock: who sends it keeps the waits, or
//! passes over them. It is made as it is taken, so that a campaign of a million recipients takes no
//! more memory than one of a thousand.
//!
//! The provider delivers at least once and in no order. What it was seen to do, and what it may do
//! tomorrow, is put on top of any scenario: see [`Scenario::repeated`], [`Scenario::reordered`],
//! [`Scenario::also_for`] and the three for what is not known.
//!
//! # Examples
//!
//! Whatever becomes of the order, a receiver must end with the last word:
//!
//! ```
//! use std::time::Duration;
//!
//! use kudosity_webhook::event::{Channel, MessageStatus, Receipt};
//! use kudosity_webhook_simulator::provider::Provider;
//! use kudosity_webhook_simulator::scenario::{LATE, Life, Scenario};
//!
//! let scenario = Scenario::message(&mut Provider::seeded(1), Channel::Rcs, Life::Read)
//!     .repeated(1, LATE)
//!     .reordered(Duration::from_secs(600));
//! let mut stands: Option<Receipt> = None;
//! for delivery in scenario {
//!     let receipt = delivery.event.receipt().expect("all of them are receipts");
//!     if stands.as_ref().is_none_or(|other| receipt.supersedes(other)) {
//!         stands = Some(receipt);
//!     }
//! }
//! assert!(stands.is_some_and(|receipt| receipt.status.is(MessageStatus::Read)));
//! ```

// What is delivered, and when.
mod note;
mod plan;
mod planned;
// What puts it in order.
mod timeline;
// What becomes of a message.
mod life;
mod story;
// The scenarios.
mod campaign;
mod conversation;
// What a sender does to them.
mod misbehaviour;

pub use life::Life;
pub use misbehaviour::LATE;
pub use note::Note;
pub use plan::Scenario;
pub use planned::Planned;
