use std::thread;

use rusqlite::{Connection, ErrorCode};

use super::command::{Command, Commands, Fault, Queue, queue};
use super::connection::Location;
use super::reopened::Reopened;
use crate::store::StoreError;

/// Starts the thread that commits.
pub(super) fn start(location: Location) -> Result<Queue, StoreError> {
    let (queue, commands) = queue();
    let mut connection = Reopened::open(location, Location::open_to_write)?;
    thread::Builder::new()
        .name("inbox-sqlite-writer".to_owned())
        .spawn(move || write(&commands, &mut connection))
        .map_err(|error| StoreError::Database(Box::new(error)))?;
    Ok(queue)
}

/// Commits what waits, until nobody can ask any more.
fn write(commands: &Commands, connection: &mut Reopened) {
    while let Some(mut batch) = commands.batch() {
        let failure = connection.with(|connection| commit(connection, &mut batch)).err();
        if failure.as_ref().is_some_and(is_locked) {
            // What waits has waited as long: one batch after the other would be told much later, and hold
            // up what is asked for once the lock is released.
            commands.rest(&mut batch);
        }
        for command in batch {
            command.answer(failure.clone());
        }
    }
}

fn is_locked(fault: &Fault) -> bool {
    fault.code() == Some(ErrorCode::DatabaseBusy)
}

/// Runs the commands in one transaction.
fn commit(connection: &Connection, batch: &mut [Box<dyn Command>]) -> Result<(), Fault> {
    execute(connection, "BEGIN IMMEDIATE")?;
    let committed = run_each(connection, batch).and_then(|()| execute(connection, "COMMIT"));
    if !connection.is_autocommit() {
        execute(connection, "ROLLBACK")?;
    }
    committed
}

/// Runs each in a savepoint of its own, so that one that fails does not fail its neighbours.
fn run_each(connection: &Connection, batch: &mut [Box<dyn Command>]) -> Result<(), Fault> {
    for command in batch {
        execute(connection, "SAVEPOINT command")?;
        if let Err(fault) = command.run(connection) {
            // A full disk, for one, ends the whole transaction.
            if connection.is_autocommit() {
                return Err(fault);
            }
            execute(connection, "ROLLBACK TO command")?;
        }
        execute(connection, "RELEASE command")?;
    }
    Ok(())
}

fn execute(connection: &Connection, sql: &str) -> Result<(), Fault> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
