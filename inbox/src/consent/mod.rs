//! Who may be written to: what the opt-outs of the store add up to.
//!
//! Of each person and each account the store keeps two instants: of the latest opt-out and of the latest
//! opt-in. Both are maxima, so neither repeats nor the order of arrival nor what was purged can change
//! what they add up to. The rule, and its table, stand with
//! [`OptOuts`].

// By which names the store has a person.
mod names;
// What a person said, and what that adds up to.
mod person;
// The list: asked and changed.
mod change;
mod opt_outs;
mod persons;
// The list as a file.
mod export;
mod import;
mod lines;

pub use change::ConsentError;
pub use export::ExportError;
pub use import::{ImportError, Imported};
pub(crate) use names::Names;
pub use opt_outs::OptOuts;
pub use person::{PersonConsent, Said};
pub use persons::Persons;
