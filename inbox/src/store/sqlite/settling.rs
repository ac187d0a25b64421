use rusqlite::{Connection, params};

use super::value::capped;
use crate::store::instant::stored;
use crate::store::{Lease, Settled};

/// Ends a lease, if it is still held.
pub(super) fn settle(
    connection: &Connection,
    lease: Lease,
    outcome: &Settled,
) -> rusqlite::Result<bool> {
    let prepare = |sql| connection.prepare_cached(sql);
    let id = capped(lease.id);
    let changed =
        match outcome {
            Settled::Done { at } => prepare(include_str!("sql/done.sql"))?.execute(params![
                id,
                lease.token,
                stored(*at)
            ]),
            Settled::Retry { due, problem } => prepare(include_str!("sql/retry.sql"))?
                .execute(params![id, lease.token, stored(*due), problem]),
            Settled::Parked { at, problem } => prepare(include_str!("sql/park.sql"))?
                .execute(params![id, lease.token, stored(*at), problem]),
            Settled::Released { due, unended } => prepare(include_str!("sql/release.sql"))?
                .execute(params![id, lease.token, stored(*due), unended]),
        }?;
    Ok(changed == 1)
}
