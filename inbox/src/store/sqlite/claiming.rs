use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::value::{attempts, capped, count, text};
use crate::entry::Lane;
use crate::store::instant::{instant, stored};
use crate::store::{Claim, Claimed, Lease, Load, Unended};

/// Leases what is due: of each lane that is asked for, the longest due first.
pub(super) fn claim(connection: &Connection, wanted: &Claim) -> rusqlite::Result<Vec<Claimed>> {
    let token = connection
        .prepare_cached(include_str!("sql/token.sql"))?
        .query_row([], |row| row.get(0))?;
    let claimed = find(connection, wanted, token)?;
    let lease = i64::try_from(wanted.lease.as_nanos()).unwrap_or(i64::MAX);
    let until = stored(wanted.now).saturating_add(lease);
    let mut statement = connection.prepare_cached(include_str!("sql/lease.sql"))?;
    for Claimed { lease, .. } in &claimed {
        statement.execute(params![capped(lease.id), until, token])?;
    }
    Ok(claimed)
}

/// Finds what is due; where nothing is, what was never tried and is due later, by a clock that ran ahead.
fn find(connection: &Connection, wanted: &Claim, token: i64) -> rusqlite::Result<Vec<Claimed>> {
    let (mut found, mut load) = (Vec::new(), Load::default());
    for sql in [include_str!("sql/due.sql"), include_str!("sql/ahead.sql")] {
        for lane in wanted.lanes() {
            if add(connection, sql, wanted, *lane, token, &mut load, &mut found)? {
                return Ok(found);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// Adds what a statement finds in a lane, as far as there is room; tells whether nothing behind it is
/// given.
fn add(
    connection: &Connection,
    sql: &str,
    wanted: &Claim,
    lane: Lane,
    token: i64,
    load: &mut Load,
    claimed: &mut Vec<Claimed>,
) -> rusqlite::Result<bool> {
    let wants = wanted.limit.saturating_sub(claimed.len());
    let mut statement = connection.prepare_cached(sql)?;
    let with_unended = wanted.unended != Unended::PassedOver;
    let given = params![lane as i64, stored(wanted.now), capped(wants), with_unended];
    let mut rows = statement.query(given)?;
    while load.has_room()
        && let Some(row) = rows.next()?
    {
        let next = read(row, token)?;
        if !wanted.gives(claimed.last().map(|last| last.unended), next.unended) {
            return Ok(true);
        }
        load.takes(next.body.len());
        claimed.push(next);
    }
    Ok(false)
}

/// Reads what was claimed. What a damaged row lacks is taken for empty: a body that is none is parked by
/// who works it, while an error would hold up all that waits behind it.
fn read(row: &Row<'_>, token: i64) -> rusqlite::Result<Claimed> {
    Ok(Claimed {
        lease: Lease { id: count(row.get("id")?), token },
        attempt: attempts(row)?.saturating_add(1),
        unended: row.get("unended")?,
        received_at: instant(row.get("received_at")?),
        body: row.get::<_, Option<Vec<u8>>>("bytes")?.unwrap_or_default().into(),
        authenticated_by: text(row, "authenticated_by")?.unwrap_or_default(),
        traceparent: text(row, "traceparent")?,
    })
}

/// Puts off the end of the leases that are still held.
pub(super) fn renew(
    connection: &Connection,
    leases: &[Lease],
    until: Timestamp,
) -> rusqlite::Result<Vec<bool>> {
    let mut statement = connection.prepare_cached(include_str!("sql/renew.sql"))?;
    let mut renew = |lease: &Lease| {
        let renewed = statement.execute(params![capped(lease.id), lease.token, stored(until)])?;
        Ok(renewed == 1)
    };
    leases.iter().map(&mut renew).collect()
}
