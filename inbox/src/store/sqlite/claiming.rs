use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::number::{capped, count};
use crate::entry::Lane;
use crate::store::instant::{instant, stored};
use crate::store::{Claim, Claimed, Lease, Unended};

/// How many bytes of bodies are given out at once; one body is, however large.
const MOST_BYTES: usize = 16 << 20;

/// Leases what is due: of each lane that is asked for, the longest due first.
pub(super) fn claim(connection: &Connection, wanted: &Claim) -> rusqlite::Result<Vec<Claimed>> {
    let token = connection
        .prepare_cached(include_str!("sql/token.sql"))?
        .query_row([], |row| row.get(0))?;
    let mut claimed = Vec::new();
    for lane in wanted.lanes() {
        if due(connection, wanted, *lane, token, &mut claimed)? {
            break;
        }
    }
    let lease = i64::try_from(wanted.lease.as_nanos()).unwrap_or(i64::MAX);
    let until = stored(wanted.now).saturating_add(lease);
    let mut statement = connection.prepare_cached(include_str!("sql/lease.sql"))?;
    for Claimed { lease, .. } in &claimed {
        statement.execute(params![capped(lease.id), until, token])?;
    }
    Ok(claimed)
}

/// Adds what is due in a lane, as far as there is room; tells whether nothing behind it is given.
fn due(
    connection: &Connection,
    wanted: &Claim,
    lane: Lane,
    token: i64,
    claimed: &mut Vec<Claimed>,
) -> rusqlite::Result<bool> {
    let room = wanted.limit.saturating_sub(claimed.len());
    let mut bytes = claimed.iter().map(|claimed| claimed.body.len()).sum::<usize>();
    let mut statement = connection.prepare_cached(include_str!("sql/due.sql"))?;
    let with_unended = wanted.unended != Unended::PassedOver;
    let given = params![lane as i64, stored(wanted.now), capped(room), with_unended];
    let mut rows = statement.query(given)?;
    while let Some(row) = rows.next()? {
        let next = read(row, token)?;
        if !wanted.gives(claimed.last().map(|last| last.unended), next.unended) {
            return Ok(true);
        }
        bytes = bytes.saturating_add(next.body.len());
        if bytes > MOST_BYTES && !claimed.is_empty() {
            break;
        }
        claimed.push(next);
    }
    Ok(false)
}

/// Reads what was claimed. What a damaged row lacks is taken for empty: a body that is none is parked by
/// who works it, while an error would hold up all that waits behind it.
fn read(row: &Row<'_>, token: i64) -> rusqlite::Result<Claimed> {
    let attempts = u32::try_from(count(row.get("attempts")?)).unwrap_or(u32::MAX);
    Ok(Claimed {
        lease: Lease { id: count(row.get("id")?), token },
        attempt: attempts.saturating_add(1),
        unended: row.get("unended")?,
        received_at: instant(row.get("received_at")?),
        body: row.get::<_, Option<Vec<u8>>>("bytes")?.unwrap_or_default().into(),
        authenticated_by: text(row, "authenticated_by")?.unwrap_or_default(),
        traceparent: text(row, "traceparent")?,
    })
}

/// A text, unless it is not UTF-8, which SQLite does not see to.
fn text(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<String>> {
    let stored = row.get_ref(column)?.as_bytes_or_null()?;
    Ok(stored.and_then(|bytes| str::from_utf8(bytes).ok()).map(str::to_owned))
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
