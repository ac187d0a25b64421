//! How stored events are worked: claimed, handed to the handler, and settled by how that ended.

// What is set, and what is started of it.
mod builder;
// What runs, and how it is ended.
mod workers;
// When it is to end.
mod stop;
// The loop that claims what is due, as there are free slots.
mod claimer;
// What all of it shares.
mod crew;
// One attempt: a handler, its time limit, its panic.
mod attempt;
// How it ended, and what is stored of that.
mod ending;
// The leases of what runs, renewed while it runs.
mod leases;
// How long to wait before something is tried again.
mod back_off;
// What a handler gets.
mod stored;
// What it answers that did not succeed.
mod failed;
#[cfg(test)]
mod tests;

pub use builder::WorkersBuilder;
pub use failed::Failed;
pub use stored::Stored;
pub use workers::Workers;
