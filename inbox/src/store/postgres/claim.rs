use std::collections::HashSet;

use jiff::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::{Connection, PgConnection, Row};

use super::super::instant::{instant, stored};
use super::super::{Claim, Claimed, Lease, Unended};
use super::fault::Fault;
use super::value::{capped, key, text};

/// What is due of one lane. What another process is about to lease is passed over, not waited for.
pub(super) const DUE: &str = "SELECT id, lease IS NOT NULL FROM kudosity_inbox.entry \
     WHERE state = 0 AND lane = $1 AND due <= $2 AND (lease IS NULL OR $4) \
     ORDER BY due, id LIMIT $3 FOR UPDATE SKIP LOCKED";

/// Leases entries.
pub(super) const LEASE: &str = "WITH leased AS ( \
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
    let due = due(&mut change, &wanted).await?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = due.iter().map(|(id, _)| *id).collect();
    let rows = sqlx::query(LEASE).bind(ids).bind(stored(until)).fetch_all(&mut *change).await?;
    let claimed = rows.iter().zip(due).map(|(row, (_, unended))| read(row, unended));
    let claimed = claimed.collect::<Result<_, _>>()?;
    change.commit().await?;
    Ok(claimed)
}

/// What is to be leased, locked; and whether it came to no end.
async fn due(db: &mut PgConnection, wanted: &Claim) -> Result<Vec<(i64, bool)>, Fault> {
    let mut given = Vec::new();
    for lane in wanted.lanes() {
        let wants = wanted.limit.saturating_sub(given.len());
        if wants == 0 {
            break;
        }
        let rows = sqlx::query_as(DUE)
            .bind(*lane as i16)
            .bind(stored(wanted.now))
            .bind(capped(wants))
            .bind(wanted.unended != Unended::PassedOver);
        let rows: Vec<(i64, bool)> = rows.fetch_all(&mut *db).await?;
        for (id, unended) in rows {
            if !wanted.gives(given.last().map(|(_, unended)| *unended), unended) {
                return Ok(given);
            }
            given.push((id, unended));
        }
    }
    Ok(given)
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
