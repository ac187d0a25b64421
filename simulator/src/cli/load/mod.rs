//! `load`: many deliveries at once, and what comes of them.

// What is asked for.
mod command;
// What is delivered, and when.
mod tickets;
mod workers;
// What came of it.
mod measured;
mod report;
// Who meanwhile sends as good as nothing.
mod slow;

pub(crate) use command::Load;
