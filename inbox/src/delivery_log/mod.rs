//! How far messages have come: what their receipts add up to.

// The log.
mod log;
// All of it, page by page.
mod states;

pub use log::DeliveryLog;
pub use states::States;
