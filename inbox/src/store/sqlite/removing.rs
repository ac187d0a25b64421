use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, ffi, params};

use super::value::{capped, text};
use crate::entry::is_known_type;
use crate::store::instant::stored;
use crate::store::{Kept, Load};

/// Removes some of what is older than it is to be kept.
pub(super) fn purge(connection: &Connection, kept: &Kept) -> rusqlite::Result<usize> {
    let (bodies, fingerprints) = (stored(kept.bodies_since), stored(kept.fingerprints_since));
    let bare = include_str!("sql/bare.sql");
    let entry = include_str!("sql/remove_entry.sql");
    let mut steps = vec![
        // A fingerprint that is to go sooner than its body takes the body with it.
        (include_str!("sql/kept_before.sql"), fingerprints, entry),
        (include_str!("sql/kept_before.sql"), bodies, bare),
        (include_str!("sql/bare_before.sql"), fingerprints, entry),
    ];
    if let Some(since) = kept.problems_since.map(stored) {
        // They are known to have come for as long as what was worked.
        let given_up = include_str!("sql/give_up.sql");
        steps.push((include_str!("sql/parked_before.sql"), since, given_up));
        steps.push((include_str!("sql/quarantined_before.sql"), since, given_up));
    }
    let (mut changed, mut load) = (0_usize, Load::default());
    for (older, since, rest) in steps {
        let room = capped(kept.limit.saturating_sub(changed));
        let old = ids(connection, older, [since, room], &mut load)?;
        remove(connection, &old, rest)?;
        changed = changed.saturating_add(old.len());
    }
    Ok(changed)
}

/// Those that a statement finds, as far as there is room for their bodies.
fn ids(
    connection: &Connection,
    sql: &str,
    given: [i64; 2],
    load: &mut Load,
) -> rusqlite::Result<Vec<i64>> {
    let (mut statement, mut ids) = (connection.prepare_cached(sql)?, Vec::new());
    let mut older = statement.query(given)?;
    while let Some(row) = older.next()? {
        let bytes = usize::try_from(row.get::<_, i64>(1)?).unwrap_or_default();
        if !load.takes(bytes) {
            break;
        }
        ids.push(row.get(0)?);
    }
    Ok(ids)
}

/// Removes the bodies of entries, and does to each what a statement says.
fn remove(connection: &Connection, ids: &[i64], rest: &str) -> rusqlite::Result<()> {
    let mut body = connection.prepare_cached(include_str!("sql/remove_body.sql"))?;
    let mut rest = connection.prepare_cached(rest)?;
    for id in ids {
        body.execute([id])?;
        rest.execute([id])?;
    }
    Ok(())
}

/// Removes what entries say of a person; that they came is kept.
pub(super) fn forget(connection: &Connection, ids: &[u64], at: Timestamp) -> rusqlite::Result<()> {
    let mut body = connection.prepare_cached(include_str!("sql/remove_body.sql"))?;
    let mut entry = connection.prepare_cached(include_str!("sql/forget.sql"))?;
    let mut type_of = connection.prepare_cached(include_str!("sql/type_of.sql"))?;
    for id in ids {
        let id = capped(*id);
        let kept = type_of.query_row([id], |row| text(row, "event_type")).optional()?;
        let kept = kept.flatten().filter(|event_type| is_known_type(event_type));
        body.execute([id])?;
        entry.execute(params![id, stored(at), kept])?;
    }
    Ok(())
}

/// Empties the write-ahead log into the file, in which what was removed is overwritten.
pub(super) fn scrub(connection: &Connection) -> rusqlite::Result<()> {
    let held_up = connection
        .prepare_cached(include_str!("sql/scrub.sql"))?
        .query_row([], |row| row.get::<_, bool>(0))?;
    if held_up {
        return Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_BUSY), None));
    }
    Ok(())
}
