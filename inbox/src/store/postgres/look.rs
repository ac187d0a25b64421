use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use super::super::instant::instant;
use super::super::{Depth, Listed, Load, Shown, State};
use super::fault::Fault;
use super::value::{capped, key, length, text};
use crate::entry::Lane;

/// What a list says of an entry.
const LISTED: &str = "id, state, event_type, received_at, attempts, due, ended_at, problem";

/// All that is stored of it.
const SHOWN: &str = "id, state, event_type, received_at, attempts, due, ended_at, problem, lane, \
     body, authenticated_by, traceparent";

/// The entries of a state, from `after` on.
pub(super) async fn list(
    db: &mut PgConnection,
    state: State,
    after: u64,
    limit: usize,
) -> Result<Vec<Listed>, Fault> {
    // The state stands in the text, so that the planner sees which partial index has it.
    let list = format!(
        "SELECT {LISTED} FROM kudosity_inbox.entry WHERE state = {} AND id > $1 ORDER BY id LIMIT $2",
        state.number()
    );
    let rows = sqlx::query(&list).bind(key(after)).bind(capped(limit));
    rows.fetch_all(db).await?.iter().map(listed).collect()
}

/// One entry.
pub(super) async fn show(db: &mut PgConnection, id: u64) -> Result<Option<Shown>, Fault> {
    let show = format!("SELECT {SHOWN} FROM kudosity_inbox.entry WHERE id = $1");
    let row = sqlx::query(&show).bind(key(id)).fetch_optional(db).await?;
    row.as_ref().map(shown).transpose()
}

/// The entries behind an id, whatever their state, as far as there is room for their bodies.
pub(super) async fn scan(
    db: &mut PgConnection,
    after: u64,
    limit: usize,
) -> Result<Vec<Shown>, Fault> {
    let sizes = "SELECT id, coalesce(octet_length(body), 0) FROM kudosity_inbox.entry \
         WHERE id > $1 ORDER BY id LIMIT $2";
    let scan = format!("SELECT {SHOWN} FROM kudosity_inbox.entry WHERE id = ANY($1) ORDER BY id");
    let mut after = key(after);
    loop {
        let asked = sqlx::query_as(sizes).bind(after).bind(capped(limit));
        let asked: Vec<(i64, i32)> = asked.fetch_all(&mut *db).await?;
        let mut load = Load::default();
        let fits = |(_, size): &(i64, i32)| load.takes(length(*size));
        let ids: Vec<i64> = asked.into_iter().take_while(fits).map(|(id, _)| id).collect();
        let Some(last) = ids.last().copied() else { return Ok(Vec::new()) };
        let rows = sqlx::query(&scan).bind(ids).fetch_all(&mut *db).await?;
        if !rows.is_empty() {
            return rows.iter().map(shown).collect();
        }
        // All of them were purged between the two questions: there may be others behind them.
        after = last;
    }
}

pub(super) async fn depth(db: &mut PgConnection) -> Result<Depth, Fault> {
    let depth = "SELECT count(*), count(*) FILTER (WHERE lane = 0), min(received_at), \
             (SELECT count(*) FROM kudosity_inbox.entry WHERE state = 2), \
             (SELECT count(*) FROM kudosity_inbox.entry WHERE state = 3) \
         FROM kudosity_inbox.entry WHERE state = 0";
    let (waiting, opt_outs, oldest, parked, quarantined): (i64, i64, Option<i64>, i64, i64) =
        sqlx::query_as(depth).fetch_one(db).await?;
    Ok(Depth {
        waiting: waiting.unsigned_abs(),
        waiting_opt_outs: opt_outs.unsigned_abs(),
        oldest: oldest.map(instant),
        parked: parked.unsigned_abs(),
        quarantined: quarantined.unsigned_abs(),
    })
}

fn shown(row: &PgRow) -> Result<Shown, Fault> {
    Ok(Shown {
        listed: listed(row)?,
        lane: Lane::of(row.try_get::<i16, _>("lane")?.into()),
        body: row.try_get::<Option<Vec<u8>>, _>("body")?.map(Into::into),
        authenticated_by: text(row.try_get("authenticated_by")?),
        traceparent: row.try_get::<Option<Vec<u8>>, _>("traceparent")?.map(text),
    })
}

fn listed(row: &PgRow) -> Result<Listed, Fault> {
    let optional = |name| Ok::<_, Fault>(row.try_get::<Option<Vec<u8>>, _>(name)?.map(text));
    let id: i64 = row.try_get("id")?;
    let attempts: i32 = row.try_get("attempts")?;
    Ok(Listed {
        id: id.unsigned_abs(),
        state: state(row.try_get("state")?),
        event_type: optional("event_type")?,
        received_at: instant(row.try_get("received_at")?),
        attempts: attempts.unsigned_abs(),
        due: row.try_get::<Option<i64>, _>("due")?.map(instant),
        ended_at: row.try_get::<Option<i64>, _>("ended_at")?.map(instant),
        problem: optional("problem")?,
    })
}

fn state(stored: i16) -> State {
    match stored {
        0 => State::Waiting,
        1 => State::Done,
        2 => State::Parked,
        _ => State::Quarantined,
    }
}
