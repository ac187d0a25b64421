use sqlx::{Connection, Executor, PgConnection};

use super::fault::Fault;

/// The version of `schema.sql`.
const KNOWN: i64 = 1;

/// Taken by who makes the schema, so that of several processes that start at once one makes it.
const LOCK: i64 = 0x6b75_646f_7369_7479;

/// Makes the schema where there is none, and refuses one that a later version wrote.
///
/// It is looked for first: who may use the schema need not be allowed to make one.
pub(super) async fn prepare(db: &mut PgConnection) -> Result<(), Fault> {
    if let Some(found) = version(db).await? {
        return accept(found);
    }
    let mut change = db.begin().await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *change).await?;
    if let Some(found) = version(&mut change).await? {
        return accept(found);
    }
    let there = "SELECT 1 FROM pg_namespace WHERE nspname = 'kudosity_inbox'";
    if sqlx::query(there).fetch_optional(&mut *change).await?.is_none() {
        sqlx::query("CREATE SCHEMA kudosity_inbox").execute(&mut *change).await?;
    }
    change.execute(include_str!("schema.sql")).await?;
    change.commit().await?;
    Ok(())
}

fn accept(found: i64) -> Result<(), Fault> {
    if found > KNOWN { Err(Fault::Newer { found, known: KNOWN }) } else { Ok(()) }
}

async fn version(db: &mut PgConnection) -> Result<Option<i64>, Fault> {
    // Not `to_regclass`, which may answer what was so before the lock was waited for.
    let there = "SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace \
         WHERE nspname = 'kudosity_inbox' AND relname = 'meta'";
    if sqlx::query(there).fetch_optional(&mut *db).await?.is_none() {
        return Ok(None);
    }
    let version = sqlx::query_scalar("SELECT version FROM kudosity_inbox.meta");
    Ok(Some(version.fetch_one(db).await?))
}
