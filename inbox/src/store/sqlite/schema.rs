use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;

/// What leads from each version of the schema to the next; none is ever changed.
const STEPS: [&str; 1] = [include_str!("sql/schema_1.sql")];

/// What a file is, by its `application_id`: none is taken for another.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// An inbox, as `schema_1.sql` says: `KWIN`.
    Inbox = 0x4B57_494E,
    /// What is moved to PostgreSQL: `KWSP`.
    #[cfg(feature = "postgres")]
    Spool = 0x4B57_5350,
}

/// Refuses a database that holds something else, and changes nothing of it.
pub(super) fn refuse_foreign(connection: &Connection, kind: Kind) -> Result<(), StoreError> {
    // One state of the database: another process may be making something of it.
    refuse_other(&*connection.unchecked_transaction()?, kind)
}

fn refuse_other(snapshot: &Connection, kind: Kind) -> Result<(), StoreError> {
    let number = |pragma| snapshot.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let used = "SELECT EXISTS (SELECT 1 FROM sqlite_schema)";
    let is_used = snapshot.query_row(used, [], |row| row.get::<_, bool>(0))?;
    let (application, version) = (number("application_id")?, number("user_version")?);
    let is_new = application == 0 && version == 0 && !is_used;
    if application == kind as i64 || is_new { Ok(()) } else { Err(StoreError::Foreign) }
}

/// Brings a database to the present schema, in one transaction.
pub(super) fn migrate(connection: &mut Connection, kind: Kind) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have made something else of it meanwhile.
    refuse_other(&transaction, kind)?;
    let found = transaction.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))?;
    let steps = usize::try_from(found).ok().and_then(|found| STEPS.get(found..));
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    let Some(steps) = steps else { return Err(StoreError::Newer { found, known }) };
    for step in steps {
        transaction.execute_batch(step)?;
    }
    if found == 0 {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| StoreError::Database(Box::new(error)))?;
        transaction.execute(include_str!("sql/make_erasure_key.sql"), [key])?;
        transaction.pragma_update(None, "application_id", kind as i64)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    Ok(transaction.commit()?)
}
