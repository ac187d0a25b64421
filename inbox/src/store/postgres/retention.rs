use jiff::Timestamp;
use sqlx::{Connection, Executor, PgConnection, PgPool};

use super::super::Kept;
use super::super::instant::stored;
use super::fault::Fault;
use super::value::{capped, key};
use crate::entry::is_known_type;

/// The bodies of what was done before.
pub(super) const BODIES: &str = "UPDATE kudosity_inbox.entry SET body = NULL, traceparent = NULL \
     WHERE id = ANY(ARRAY(SELECT id FROM kudosity_inbox.entry \
         WHERE state = 1 AND body IS NOT NULL AND ended_at < $1 \
         ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING id";

/// What was done before, its body removed already.
pub(super) const DONE: &str = "DELETE FROM kudosity_inbox.entry \
     WHERE id = ANY(ARRAY(SELECT id FROM kudosity_inbox.entry \
         WHERE state = 1 AND body IS NULL AND ended_at < $1 \
         ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING id";

/// What was done before, its body not removed yet.
pub(super) const DONE_WITH_BODY: &str = "DELETE FROM kudosity_inbox.entry \
     WHERE id = ANY(ARRAY(SELECT id FROM kudosity_inbox.entry \
         WHERE state = 1 AND body IS NOT NULL AND ended_at < $1 \
         ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING id";

/// Dead letters from before, which are done by that: that they came is known for as long as of others.
pub(super) const PARKED: &str = "UPDATE kudosity_inbox.entry \
     SET state = 1, body = NULL, traceparent = NULL, problem = NULL \
     WHERE id = ANY(ARRAY(SELECT id FROM kudosity_inbox.entry \
         WHERE state = 2 AND ended_at < $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING id";

/// What is in quarantine from before, in the same way.
pub(super) const QUARANTINED: &str = "UPDATE kudosity_inbox.entry \
     SET state = 1, ended_at = received_at, body = NULL, traceparent = NULL, problem = NULL \
     WHERE id = ANY(ARRAY(SELECT id FROM kudosity_inbox.entry \
         WHERE state = 3 AND received_at < $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING id";

/// Removes some of what is older than it is to be kept; what another process is removing, it leaves to it.
pub(super) async fn purge(db: &mut PgConnection, kept: Kept) -> Result<usize, Fault> {
    let mut change = db.begin().await?;
    let fingerprints = Some(kept.fingerprints_since);
    let whole = [(DONE, fingerprints), (DONE_WITH_BODY, fingerprints)];
    let removed = change_some(&mut change, &whole, kept.limit).await?;
    let receipts = "DELETE FROM kudosity_inbox.receipt WHERE entry = ANY($1)";
    sqlx::query(receipts).bind(&removed).execute(&mut *change).await?;
    let room = kept.limit.saturating_sub(removed.len());
    let bodies = [
        (PARKED, kept.problems_since),
        (QUARANTINED, kept.problems_since),
        (BODIES, Some(kept.bodies_since)),
    ];
    let bared = change_some(&mut change, &bodies, room).await?;
    change.commit().await?;
    Ok(removed.len() + bared.len())
}

/// Takes steps one after another, of each what is older, up to a limit; tells what they changed.
async fn change_some(
    db: &mut PgConnection,
    steps: &[(&str, Option<Timestamp>)],
    limit: usize,
) -> Result<Vec<i64>, Fault> {
    let mut changed: Vec<i64> = Vec::new();
    for (step, since) in steps {
        let Some(since) = since else { continue };
        let room = capped(limit.saturating_sub(changed.len()));
        let step = sqlx::query_scalar::<_, i64>(step).bind(stored(*since)).bind(room);
        changed.extend(step.fetch_all(&mut *db).await?);
    }
    Ok(changed)
}

/// Removes what is personal of entries, which are done by that.
pub(super) async fn forget(
    db: &mut PgConnection,
    ids: Vec<u64>,
    at: Timestamp,
) -> Result<(), Fault> {
    let mut ids: Vec<i64> = ids.into_iter().map(key).collect();
    ids.sort_unstable();
    let mut change = db.begin().await?;
    let types = "SELECT DISTINCT event_type FROM kudosity_inbox.entry \
         WHERE id = ANY($1) AND event_type IS NOT NULL";
    let types = sqlx::query_scalar::<_, Vec<u8>>(types).bind(&ids).fetch_all(&mut *change).await?;
    let is_known = |name: &Vec<u8>| std::str::from_utf8(name).is_ok_and(is_known_type);
    let known: Vec<Vec<u8>> = types.into_iter().filter(is_known).collect();
    let forget = "WITH these AS MATERIALIZED ( \
             SELECT id FROM kudosity_inbox.entry WHERE id = ANY($1) ORDER BY id FOR UPDATE \
         ) UPDATE kudosity_inbox.entry SET body = NULL, problem = NULL, traceparent = NULL, \
             due = NULL, lease = NULL, \
             event_type = CASE WHEN event_type = ANY($3) THEN event_type END, \
             state = 1, ended_at = CASE state WHEN 1 THEN ended_at ELSE $2 END \
         FROM these WHERE entry.id = these.id";
    sqlx::query(forget).bind(&ids).bind(stored(at)).bind(known).execute(&mut *change).await?;
    let receipts = "DELETE FROM kudosity_inbox.receipt WHERE entry = ANY($1)";
    sqlx::query(receipts).bind(&ids).execute(&mut *change).await?;
    change.commit().await?;
    Ok(())
}

/// Makes room of what was removed, which is written over in time; what is in the server's log and in
/// backups stays there as long as they do.
pub(super) async fn scrub(apart: &PgPool) -> Result<(), Fault> {
    // By a connection whose statements may take their time.
    let vacuum = "VACUUM kudosity_inbox.entry, kudosity_inbox.receipt, kudosity_inbox.consent";
    apart.execute(vacuum).await?;
    Ok(())
}
