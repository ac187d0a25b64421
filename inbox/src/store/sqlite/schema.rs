use std::cmp::Ordering;

use rusqlite::{Connection, TransactionBehavior};

use super::command::Fault;
use crate::store::StoreError;

/// What leads from each version of the schema to the next; none is ever changed.
const STEPS: [&str; 2] = [include_str!("sql/schema_1.sql"), include_str!("sql/schema_2.sql")];

/// The version of the last of them.
const KNOWN: i64 = STEPS.len() as i64;

/// What a file is, by its `application_id`: none is taken for another.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// An inbox, as `schema_1.sql` says: `KWIN`.
    Inbox = 0x4B57_494E,
    /// What is moved to PostgreSQL: `KWSP`.
    #[cfg(feature = "postgres")]
    Spool = 0x4B57_5350,
}

/// The version of what a database holds, 0 where it holds nothing; an error where it holds something
/// else. Nothing of it is changed.
pub(super) fn version(connection: &Connection, kind: Kind) -> Result<i64, Fault> {
    // One state of the database: another process may be making something of it.
    version_in(&*connection.unchecked_transaction()?, kind)
}

fn version_in(snapshot: &Connection, kind: Kind) -> Result<i64, Fault> {
    let number = |pragma| snapshot.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let used = "SELECT EXISTS (SELECT 1 FROM sqlite_schema)";
    let is_used = snapshot.query_row(used, [], |row| row.get::<_, bool>(0))?;
    let (application, version) = (number("application_id")?, number("user_version")?);
    let is_new = application == 0 && version == 0 && !is_used;
    if application == kind as i64 || is_new { Ok(version) } else { Err(Fault::Foreign) }
}

/// That a database is of the present schema.
pub(super) fn expect_present(connection: &Connection, kind: Kind) -> Result<(), Fault> {
    let found = version(connection, kind)?;
    match found.cmp(&KNOWN) {
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(Fault::Newer { found, known: KNOWN }),
        Ordering::Less if found == 0 => Err(Fault::NotThere),
        Ordering::Less => Err(Fault::Older { found, known: KNOWN }),
    }
}

/// Brings a database to the present schema, in one transaction.
///
/// It is looked at first: one that has it is opened without a wait for whoever writes to it.
pub(super) fn migrate(connection: &mut Connection, kind: Kind) -> Result<(), StoreError> {
    if steps_from(version(connection, kind)?)?.is_empty() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have made it, or something else of it, meanwhile.
    let found = version_in(&transaction, kind)?;
    for step in steps_from(found)? {
        transaction.execute_batch(step)?;
    }
    if found == 0 {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| StoreError::Database(Box::new(error)))?;
        transaction.execute(include_str!("sql/make_erasure_key.sql"), [key])?;
        transaction.pragma_update(None, "application_id", kind as i64)?;
    }
    transaction.pragma_update(None, "user_version", KNOWN)?;
    Ok(transaction.commit()?)
}

/// What is to be done to a schema of this version.
fn steps_from(found: i64) -> Result<&'static [&'static str], StoreError> {
    let steps = usize::try_from(found).ok().and_then(|found| STEPS.get(found..));
    steps.ok_or(StoreError::Newer { found, known: KNOWN })
}
