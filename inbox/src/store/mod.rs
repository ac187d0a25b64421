//! Where deliveries are stored: one table as a queue, and what its events add up to.
//!
//! An engine is reached by a few statements behind one trait. It decides nothing: when something is due,
//! what is parked and what withdraws consent is decided above it, and handed to it as a row.

// The trait, and the rows that go through it.
mod engine;
// Instants, as they are stored.
mod instant;
// How much one transaction carries.
mod load;
// In a file, by SQLite.
#[cfg(feature = "sqlite")]
mod sqlite;
// In PostgreSQL, for several machines.
#[cfg(feature = "postgres")]
mod postgres;
// In memory, for tests.
#[cfg(test)]
mod memory;
// What any engine must do.
#[cfg(test)]
mod conformance;
// What engines are measured by.
#[cfg(test)]
mod figures;
// A disk that is soon full, for tests.
#[cfg(test)]
mod small_disk;

#[cfg(feature = "postgres")]
pub(crate) use engine::Woken;
pub(crate) use engine::{
    Anew, Answer, Claim, Claimed, Closing, Consent, Engine, Inserted, Kept, Lease, Settled, Unended,
};
pub use engine::{Depth, Listed, Shown, State, StoreError};
pub(crate) use load::Load;
#[cfg(test)]
pub(crate) use memory::Memory;
#[cfg(feature = "postgres")]
pub(crate) use postgres::Postgres;
#[cfg(test)]
pub(crate) use small_disk::SmallDisk;
#[cfg(feature = "sqlite")]
pub(crate) use sqlite::Sqlite;
