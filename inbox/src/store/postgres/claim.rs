use std::collections::HashSet;

use jiff::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::{Connection, PgConnection, Row};

use super::super::instant::{instant, stored};
use super::super::{Claim, Claimed, Lease, Load, Unended};
use super::fault::Fault;
use super::value::{capped, key, length, text};
use crate::entry::Lane;

/// What is due of one lane. What another process is about to lease is passed over, not waited for.
const DUE: &str = "SELECT id, lease IS NOT NULL, coalesce(octet_length(body), 0) \
     FROM kudosity_inbox.entry \
     WHERE state = 0 AND lane = $1 AND due <= $2 AND (lease IS NULL OR $4) \
     ORDER BY due, id LIMIT $3 FOR UPDATE SKIP LOCKED";

/// What was never tried, and is due later by a clock that ran ahead: of what is due last, so that it is
/// found among many that wait to be tried again.
const AHEAD: &str = "SELECT id, lease IS NOT NULL, coalesce(octet_length(body), 0) \
     FROM kudosity_inbox.entry \
     WHERE state = 0 AND attempts = 0 AND (lease IS NULL OR $4) AND id = ANY(ARRAY( \
         SELECT id FROM kudosity_inbox.entry WHERE state = 0 AND lane = $1 AND due > $2 \
         ORDER BY due DESC LIMIT 64)) \
     LIMIT $3 FOR UPDATE SKIP LOCKED";

/// Leases entries.
const LEASE: &str = "WITH leased AS ( \
         UPDATE kudosity_inbox.entry SET due = $2, attempts = attempts + 1, \
             lease = nextval('kudosity_inbox.lease') \
         FROM unnest($1::bigint[]) WITH ORDINALITY AS longest (id, place) \
         WHERE entry.id = longest.id \
         RETURNING place, entry.id, lease, attempts, received_at, body, authenticated_by, traceparent \
     ) SELECT * FROM leased ORDER BY place";

/// Leases what is due, of the first lane first.
pub(super) async fn claim(db: &mut PgConnection, wanted: Claim) -> Result<Vec<Claimed>, Fault> {
    let until = wanted.now.saturating_add(wanted.lease).unwrap_or(Timestamp::MAX);
    let mut change = db.begin().await?;
    let found = find(&mut change, &wanted).await?;
    if found.is_empty() {
        // What is locked and not given would be passed over by others, until that is undone.
        change.rollback().await?;
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
    let rows = sqlx::query(LEASE).bind(ids).bind(stored(until)).fetch_all(&mut *change).await?;
    let claimed = rows.iter().zip(found).map(|(row, (_, unended))| read(row, unended));
    let claimed = claimed.collect::<Result<_, _>>()?;
    change.commit().await?;
    Ok(claimed)
}

/// What is to be leased, locked; and whether it came to no end.
async fn find(db: &mut PgConnection, wanted: &Claim) -> Result<Vec<(i64, bool)>, Fault> {
    let (mut found, mut load) = (Vec::new(), Load::default());
    for statement in [DUE, AHEAD] {
        for lane in wanted.lanes() {
            if add(db, statement, wanted, *lane, &mut load, &mut found).await? {
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
async fn add(
    db: &mut PgConnection,
    statement: &str,
    wanted: &Claim,
    lane: Lane,
    load: &mut Load,
    found: &mut Vec<(i64, bool)>,
) -> Result<bool, Fault> {
    let wants = wanted.limit.saturating_sub(found.len());
    if wants == 0 {
        return Ok(true);
    }
    let rows = sqlx::query_as(statement)
        .bind(lane as i16)
        .bind(stored(wanted.now))
        .bind(capped(wants))
        .bind(wanted.unended != Unended::PassedOver);
    let rows: Vec<(i64, bool, i32)> = rows.fetch_all(db).await?;
    for (id, unended, size) in rows {
        let gives = wanted.gives(found.last().map(|(_, unended)| *unended), unended);
        if !gives || !load.takes(length(size)) {
            return Ok(true);
        }
        found.push((id, unended));
    }
    Ok(false)
}

/// Puts off the end of leases, in the order of their ids.
pub(super) async fn renew(
    db: &mut PgConnection,
    leases: Vec<Lease>,
    until: Timestamp,
) -> Result<Vec<bool>, Fault> {
    let renew = "WITH held AS MATERIALIZED ( \
             SELECT entry.id, token FROM unnest($1::bigint[], $2::bigint[]) AS given (id, token) \
             JOIN kudosity_inbox.entry ON entry.id = given.id AND lease = token \
             WHERE state = 0 ORDER BY entry.id FOR UPDATE OF entry \
         ) UPDATE kudosity_inbox.entry SET due = $3 FROM held WHERE entry.id = held.id \
         RETURNING held.id, token";
    let rows = sqlx::query_as(renew)
        .bind(leases.iter().map(|lease| key(lease.id)).collect::<Vec<_>>())
        .bind(leases.iter().map(|lease| lease.token).collect::<Vec<_>>())
        .bind(stored(until));
    let held: Vec<(i64, i64)> = rows.fetch_all(db).await?;
    let held: HashSet<_> = held.into_iter().collect();
    Ok(leases.iter().map(|lease| held.contains(&(key(lease.id), lease.token))).collect())
}

fn read(row: &PgRow, unended: bool) -> Result<Claimed, Fault> {
    let attempt: i32 = row.try_get("attempts")?;
    let id: i64 = row.try_get("id")?;
    Ok(Claimed {
        lease: Lease { id: id.unsigned_abs(), token: row.try_get("lease")? },
        attempt: attempt.unsigned_abs(),
        unended,
        received_at: instant(row.try_get("received_at")?),
        body: row.try_get::<Option<Vec<u8>>, _>("body")?.unwrap_or_default().into(),
        authenticated_by: text(row.try_get("authenticated_by")?),
        traceparent: row.try_get::<Option<Vec<u8>>, _>("traceparent")?.map(text),
    })
}
