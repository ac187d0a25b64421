use std::time::Duration;

use jiff::Timestamp;
use sqlx::{Connection, Executor, PgConnection, PgPool};
use tokio::time::{sleep, timeout};

use super::super::instant::stored;
use super::super::{Kept, Load};
use super::fault::Fault;
use super::value::{capped, key, length};
use crate::entry::is_known_type;

/// How often room is made, and how long others have meanwhile to end what they began before.
const SCRUBS: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);

/// How long that may take in all, since tables may be large, and how long of it a lock is waited for.
pub(super) const SCRUB: Duration = Duration::from_secs(60 * 60);
const LOCK: &str = "10s";

/// What was done before, its body removed already; each with the length of its body.
///
/// What another process is removing is left to it.
const DONE: &str = "SELECT id, 0 FROM kudosity_inbox.entry \
     WHERE state = 1 AND body IS NULL AND ended_at < $1 \
     ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED";

/// What was done before, its body not removed yet.
const DONE_WITH_BODY: &str = "SELECT id, octet_length(body) FROM kudosity_inbox.entry \
     WHERE state = 1 AND body IS NOT NULL AND ended_at < $1 \
     ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED";

/// Dead letters from before.
const PARKED: &str = "SELECT id, coalesce(octet_length(body), 0) \
     FROM kudosity_inbox.entry WHERE state = 2 AND ended_at < $1 \
     ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED";

/// What is in quarantine from before.
const QUARANTINED: &str = "SELECT id, coalesce(octet_length(body), 0) \
     FROM kudosity_inbox.entry WHERE state = 3 AND received_at < $1 \
     ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED";

/// Removes entries, with the receipts that they are.
const REMOVE: &str = "WITH receipts AS ( \
         DELETE FROM kudosity_inbox.receipt WHERE entry = ANY($1) \
     ) DELETE FROM kudosity_inbox.entry WHERE id = ANY($1)";

/// Removes their bodies.
const BARE: &str = "UPDATE kudosity_inbox.entry SET body = NULL, traceparent = NULL \
     WHERE id = ANY($1)";

/// Has problems be done by that: that they came is known for as long as of others.
const GIVE_UP: &str = "UPDATE kudosity_inbox.entry SET state = 1, \
         ended_at = coalesce(ended_at, received_at), body = NULL, traceparent = NULL, problem = NULL \
     WHERE id = ANY($1)";

/// Removes some of what is older than it is to be kept.
pub(super) async fn purge(db: &mut PgConnection, kept: Kept) -> Result<usize, Fault> {
    let steps = [
        (DONE, Some(kept.fingerprints_since), REMOVE),
        (DONE_WITH_BODY, Some(kept.fingerprints_since), REMOVE),
        (PARKED, kept.problems_since, GIVE_UP),
        (QUARANTINED, kept.problems_since, GIVE_UP),
        (DONE_WITH_BODY, Some(kept.bodies_since), BARE),
    ];
    let mut change = db.begin().await?;
    let (mut changed, mut load) = (0, Load::default());
    for (older, since, step) in steps {
        let Some(since) = since else { continue };
        let room = capped(kept.limit.saturating_sub(changed));
        let older = sqlx::query_as(older).bind(stored(since)).bind(room);
        let older: Vec<(i64, i32)> = older.fetch_all(&mut *change).await?;
        let fits = |(_, bytes): &(i64, i32)| load.takes(length(*bytes));
        let ids: Vec<i64> = older.into_iter().take_while(fits).map(|(id, _)| id).collect();
        sqlx::query(step).bind(&ids).execute(&mut *change).await?;
        changed += ids.len();
    }
    change.commit().await?;
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

/// Makes room of what was removed, which is written over in time, and builds anew the indexes that have
/// numbers; what is in the server's log, in replicas and in backups stays there as long as they do.
///
/// PostgreSQL passes over the tables of another user with no more than a warning, and keeps what anybody
/// may still see, without a word. So what is left is frozen, which leads to no row before a certain
/// transaction: that must be none of those that removed.
///
/// Whoever reads a page at that moment is waited for by PostgreSQL without end, so there is a limit.
pub(super) async fn scrub(apart: &PgPool, limit: Duration) -> Result<(), Fault> {
    timeout(limit, scrub_within(apart, limit)).await.unwrap_or(Err(Fault::Kept))
}

/// The server ends by itself what nobody waits for any more.
async fn scrub_within(apart: &PgPool, limit: Duration) -> Result<(), Fault> {
    // By a connection whose statements may take their time.
    let mut db = apart.acquire().await?;
    let limits =
        "SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false)";
    let limits = sqlx::query(limits).bind(limit.as_millis().to_string()).bind(LOCK);
    limits.execute(&mut *db).await?;
    let next = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text";
    let next: String = sqlx::query_scalar(next).fetch_one(&mut *db).await?;
    for _ in 0..SCRUBS {
        // Where few rows are gone, their numbers would be left in the indexes.
        let vacuum = "VACUUM (FREEZE, INDEX_CLEANUP ON) \
             kudosity_inbox.entry, kudosity_inbox.receipt, kudosity_inbox.consent";
        db.execute(vacuum).await?;
        let frozen = "SELECT bool_and(age(relfrozenxid) <= age($1::xid8::xid)) FROM pg_class \
             WHERE oid = ANY(ARRAY['kudosity_inbox.entry', 'kudosity_inbox.receipt', \
                 'kudosity_inbox.consent']::regclass[])";
        if sqlx::query_scalar(frozen).bind(&next).fetch_one(&mut *db).await? {
            return reindex(&mut db).await;
        }
        sleep(PAUSE).await;
    }
    Err(Fault::Kept)
}

/// Builds the indexes of consents anew: in the old ones a number may be the bound between two pages, which
/// outlives its row. Opt-outs are stored meanwhile.
async fn reindex(db: &mut PgConnection) -> Result<(), Fault> {
    // Who was cut in the midst of it left behind what was begun.
    let begun = "SELECT format('DROP INDEX CONCURRENTLY IF EXISTS kudosity_inbox.%I', relname) \
         FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid \
         WHERE indrelid = 'kudosity_inbox.consent'::regclass AND NOT indisvalid \
             AND relname ~ '_cc(new|old)[0-9]*$'";
    for drop in sqlx::query_scalar::<_, String>(begun).fetch_all(&mut *db).await? {
        db.execute(&*drop).await?;
    }
    db.execute("REINDEX TABLE CONCURRENTLY kudosity_inbox.consent").await?;
    Ok(())
}
