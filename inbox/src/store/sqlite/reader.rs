use std::thread;

use super::command::{Commands, Queue, queue};
use super::connection::Location;
use super::reopened::Reopened;
use crate::store::StoreError;

/// Starts the thread that reads, so that a long list does not hold up commits.
pub(super) fn start(location: Location) -> Result<Queue, StoreError> {
    let (queue, commands) = queue();
    let connection = Reopened::open(location, Location::open_to_read)?;
    thread::Builder::new()
        .name("inbox-sqlite-reader".to_owned())
        .spawn(move || read(&commands, connection))
        .map_err(|error| StoreError::Database(Box::new(error)))?;
    Ok(queue)
}

fn read(commands: &Commands, mut connection: Reopened) {
    while let Some(mut command) = commands.next() {
        let failure = connection.with(|connection| command.run(connection)).err();
        command.answer(failure);
    }
}
