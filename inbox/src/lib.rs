#![doc = include_str!("../README.md")]

#[cfg(not(any(feature = "postgres", feature = "sqlite")))]
compile_error!(
    "an inbox is stored somewhere: enable the feature `sqlite` (default), `postgres` or both"
);

// The modules stand in the order in which a delivery meets them.

// The inbox itself: it takes deliveries, and acknowledges them when they are stored.
mod inbox;
// How the number of a person or an account is written.
mod number;
// What is stored of a delivery.
mod entry;
// Where it is stored: one table, behind one trait, on two engines.
mod store;
// Where it is put while PostgreSQL is not reached.
#[cfg(all(feature = "postgres", feature = "sqlite"))]
mod spool;
// How it is worked: claimed, handed to a handler, and settled.
mod work;
// What it adds up to: who may be written to, and how far messages have come.
mod consent;
mod delivery_log;
// What is removed of it, for good.
mod erase;
// What time it is.
mod clock;
// Where it is traced.
mod trace;

pub use consent::{
    ConsentError, ExportError, ImportError, Imported, OptOuts, PersonConsent, Persons, Said,
};
pub use delivery_log::{DeliveryLog, States};
pub use erase::{EraseError, Erased, Scanned};
pub use inbox::{Inbox, InboxBuilder, Outcomes, Replayed};
pub use store::{Depth, Listed, Shown, State, StoreError};
pub use work::{Failed, Stored, Workers, WorkersBuilder};

#[doc(no_inline)]
pub use kudosity_webhook::*;
