//! A store over two engines: what PostgreSQL does not commit in time is committed to a local file, and
//! moved over when it does again.
//!
//! - Once PostgreSQL has failed, deliveries go straight to the file, until all that is in it was moved:
//!   so none overtakes those that came before.
//! - Of what is in the file the oldest are moved first, some hundred at once, and what is no event last. It is
//!   removed from it only after PostgreSQL has committed it, so after a crash some is moved again, and known
//!   there: one event.
//! - What PostgreSQL refuses while it takes the rest stays in the file, and is tried again, ever more seldom
//!   up to once in 30 s: it holds up nothing.
//! - A consent that is withdrawn by what is in the file counts from when it is acknowledged, in this
//!   process. Others learn of it when it is moved.
//! - Everything else is PostgreSQL's, and fails while that is not reached.

// The store.
mod engine;
// What is moved, and when.
mod mover;
// What is moved together.
mod page;
// Whose consent is withdrawn by what is in the file.
mod withdrawn;

#[cfg(test)]
mod tests;

pub(crate) use engine::Spool;
