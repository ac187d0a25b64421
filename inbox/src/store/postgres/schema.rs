use sqlx::{Connection, Executor, PgConnection};

use super::fault::Fault;

/// What leads from each version of the schema to the next; none is ever changed.
const STEPS: [(i64, &str); 2] =
    [(1, include_str!("schema_1.sql")), (2, include_str!("schema_2.sql"))];

/// The version that the last step leads to.
const KNOWN: i64 = 2;

/// The error of PostgreSQL for what a user may not do.
const MAY_NOT: &str = "42501";

/// Taken by who makes or upgrades the schema, so that of several processes that start at once one does.
const LOCK: i64 = 0x6b75_646f_7369_7479;

/// Makes the schema where there is none, upgrades that of an earlier version, and refuses one that a later
/// version wrote.
///
/// It is looked at first: who may use the schema need not be allowed to make or to alter it. Where it is not
/// to be made or upgraded, that is an error.
pub(super) async fn prepare(db: &mut PgConnection, makes: bool) -> Result<(), Fault> {
    match version(db).await? {
        found if is_present(found)? => return Ok(()),
        _ if makes => {}
        0 => return Err(Fault::NotThere),
        found => return Err(Fault::Older { found, known: KNOWN }),
    }
    let mut change = db.begin().await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *change).await?;
    let found = version(&mut change).await?;
    if is_present(found)? {
        return Ok(());
    }
    upgrade(&mut change, found).await.map_err(|fault| match fault {
        Fault::Refused { code, .. } if found > 0 && code == MAY_NOT => {
            Fault::Older { found, known: KNOWN }
        }
        fault => fault,
    })?;
    change.commit().await?;
    Ok(())
}

/// Whether it is the version that is known here; an error where it is a later one.
fn is_present(found: i64) -> Result<bool, Fault> {
    if found > KNOWN { Err(Fault::Newer { found, known: KNOWN }) } else { Ok(found == KNOWN) }
}

/// Takes the steps from a version to the present one.
async fn upgrade(db: &mut PgConnection, found: i64) -> Result<(), Fault> {
    let there = "SELECT 1 FROM pg_namespace WHERE nspname = 'kudosity_inbox'";
    if sqlx::query(there).fetch_optional(&mut *db).await?.is_none() {
        sqlx::query("CREATE SCHEMA kudosity_inbox").execute(&mut *db).await?;
    }
    for (_, step) in STEPS.iter().filter(|(version, _)| *version > found) {
        db.execute(*step).await?;
    }
    let version = "UPDATE kudosity_inbox.meta SET version = $1";
    sqlx::query(version).bind(KNOWN).execute(db).await?;
    Ok(())
}

/// The version that is there; 0 where there is none.
async fn version(db: &mut PgConnection) -> Result<i64, Fault> {
    // Not `to_regclass`, which may answer what was so before the lock was waited for.
    let there = "SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace \
         WHERE nspname = 'kudosity_inbox' AND relname = 'meta'";
    if sqlx::query(there).fetch_optional(&mut *db).await?.is_none() {
        return Ok(0);
    }
    let version = sqlx::query_scalar("SELECT version FROM kudosity_inbox.meta");
    Ok(version.fetch_one(db).await?)
}
