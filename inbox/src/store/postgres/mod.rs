//! PostgreSQL: several processes receive and work together.
//!
//! Every process gathers its inserts, and its ends of leases, and commits those of many callers at once.
//! Nothing waits without end: a connection that does not answer is cut, and another one is made when it
//! is needed, so that the engine recovers by itself when the server is back.

// The engine.
mod engine;
// Connections, and how long they may take.
mod link;
// Why it failed.
mod fault;
// The tables.
mod schema;
// Values as they are stored.
mod value;
// Commands of many callers, committed together.
mod group;
// An entry on its way: stored, leased, its lease ended.
mod claim;
mod insert;
mod settle;
// Told by other processes that there is something to do.
mod wake;
// What is asked of entries, and done to them, by hand and as time passes.
mod look;
mod replay;
mod retention;
// What events add up to.
mod consent;
mod receipt;

#[cfg(test)]
mod tests;

pub(crate) use engine::Postgres;
