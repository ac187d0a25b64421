use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};

use super::command::{Command, Commands, Fault, Queue, queue};
use super::connection::Location;
use super::reopened::Reopened;
use crate::store::StoreError;

/// How often it is looked whether another process has ended its transaction. SQLite itself looks ever more
/// seldom, and who writes without a pause is not met by that.
const LOOK: Duration = Duration::from_millis(1);
/// For how long others are let in: some of their looks fall into it.
const GAP: Duration = Duration::from_millis(5);
/// How often they are let in while none is known to write.
const TURN: Duration = Duration::from_millis(200);

/// Starts the thread that commits. What is asked waits that long for other processes.
pub(super) fn start(location: Location, patience: Duration) -> Result<Queue, StoreError> {
    let (queue, commands) = queue();
    let connection = Reopened::open(location, open)?;
    thread::Builder::new()
        .name("inbox-sqlite-writer".to_owned())
        .spawn(move || write(&commands, connection, patience))
        .map_err(|error| StoreError::Database(Box::new(error)))?;
    Ok(queue)
}

fn open(location: &Location) -> Result<Connection, Fault> {
    let connection = location.open_to_write()?;
    // It is waited for others here.
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

/// Commits what waits, until nobody can ask any more.
fn write(commands: &Commands, mut connection: Reopened, patience: Duration) {
    let mut batch = Vec::new();
    let (mut let_in, mut seen) = (Instant::now(), None);
    while commands.fill(&mut batch) {
        let (mut begun, mut version) = (false, None);
        let failure = connection.with(|connection| {
            begin(connection, || batch.first().is_some_and(|first| first.waited() >= patience))?;
            begun = true;
            version = Some(commit(connection, &mut batch)?);
            Ok(())
        });
        let failure = failure.err();
        let locked_out = !begun && failure.as_ref().is_some_and(is_locked);
        // What may still be in time is tried again, with what has come meanwhile.
        let ends = |command: &mut Box<dyn Command>| !locked_out || command.waited() >= patience;
        for command in batch.extract_if(.., ends) {
            command.answer(failure.clone());
        }
        if version.is_some() && (version != seen || let_in.elapsed() >= TURN) {
            sleep(GAP);
            (let_in, seen) = (Instant::now(), version);
        }
    }
}

/// Begins a transaction, once no other process has one; that is given up when what waits has waited for
/// too long.
fn begin(connection: &Connection, is_over: impl Fn() -> bool) -> Result<(), Fault> {
    loop {
        match execute(connection, "BEGIN IMMEDIATE") {
            Err(fault) if is_locked(&fault) && !is_over() => sleep(LOOK),
            begun => return begun,
        }
    }
}

fn is_locked(fault: &Fault) -> bool {
    fault.code() == Some(ErrorCode::DatabaseBusy)
}

/// Runs the commands, and ends the transaction; tells a number that is another once others have committed.
fn commit(connection: &Connection, batch: &mut [Box<dyn Command>]) -> Result<i64, Fault> {
    let committed = version(connection).and_then(|version| {
        run_each(connection, batch)?;
        execute(connection, "COMMIT")?;
        Ok(version)
    });
    if !connection.is_autocommit() {
        execute(connection, "ROLLBACK")?;
    }
    committed
}

fn version(connection: &Connection) -> Result<i64, Fault> {
    let mut version = connection.prepare_cached("PRAGMA data_version")?;
    Ok(version.query_row([], |row| row.get(0))?)
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
