use kudosity_webhook::event::Receipt;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::number::{capped, count};
use crate::store::instant::instant;
use crate::store::{Depth, Listed, Shown, State};

/// The entries of a state behind an id.
pub(super) fn list(
    connection: &Connection,
    state: State,
    after: u64,
    limit: usize,
) -> rusqlite::Result<Vec<Listed>> {
    connection
        .prepare_cached(include_str!("sql/list.sql"))?
        .query_map(params![state.number(), capped(after), capped(limit)], listed)?
        .collect()
}

/// One entry.
pub(super) fn show(connection: &Connection, id: u64) -> rusqlite::Result<Option<Shown>> {
    connection
        .prepare_cached(include_str!("sql/show.sql"))?
        .query_row([capped(id)], shown)
        .optional()
}

/// The entries of any state behind an id.
pub(super) fn scan(
    connection: &Connection,
    after: u64,
    limit: usize,
) -> rusqlite::Result<Vec<Shown>> {
    connection
        .prepare_cached(include_str!("sql/scan.sql"))?
        .query_map(params![capped(after), capped(limit)], shown)?
        .collect()
}

fn shown(row: &Row<'_>) -> rusqlite::Result<Shown> {
    Ok(Shown {
        listed: listed(row)?,
        body: row.get::<_, Option<Vec<u8>>>("bytes")?.map(Into::into),
        authenticated_by: row.get("authenticated_by")?,
        traceparent: row.get("traceparent")?,
    })
}

fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    let instant_of =
        |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<_>>(column)?.map(instant));
    Ok(Listed {
        id: count(row.get("id")?),
        state: state(row.get("state")?)?,
        event_type: row.get("event_type")?,
        received_at: instant(row.get("received_at")?),
        attempts: row.get("attempts")?,
        due: instant_of("due")?,
        ended_at: instant_of("ended_at")?,
        problem: row.get("problem")?,
    })
}

fn state(stored: i64) -> rusqlite::Result<State> {
    [State::Waiting, State::Done, State::Parked, State::Quarantined]
        .into_iter()
        .find(|state| i64::from(state.number()) == stored)
        .ok_or(rusqlite::Error::IntegralValueOutOfRange(1, stored))
}

/// How much waits.
pub(super) fn depth(connection: &Connection) -> rusqlite::Result<Depth> {
    connection.prepare_cached(include_str!("sql/depth.sql"))?.query_row([], |row| {
        Ok(Depth {
            waiting: count(row.get(0)?),
            waiting_opt_outs: count(row.get(1)?),
            oldest: row.get::<_, Option<_>>(2)?.map(instant),
            parked: count(row.get(3)?),
            quarantined: count(row.get(4)?),
        })
    })
}

/// The receipts of a message, each once.
pub(super) fn receipts_of(
    connection: &Connection,
    message_id: &str,
) -> rusqlite::Result<Vec<Receipt>> {
    connection
        .prepare_cached(include_str!("sql/receipts_of.sql"))?
        .query_map([message_id], |row| {
            let (id, at, status) =
                (row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?);
            Ok(Receipt::new(id, status.as_str(), instant(at)))
        })?
        .collect()
}

/// The receipts of the messages behind an id.
pub(super) fn receipts(
    connection: &Connection,
    after: Option<&str>,
    messages: usize,
) -> rusqlite::Result<Vec<Receipt>> {
    let mut statement = connection.prepare_cached(include_str!("sql/messages.sql"))?;
    let messages = statement
        .query_map(params![after.unwrap_or_default(), after, capped(messages)], |row| {
            row.get::<_, String>(0)
        })?;
    let mut receipts = Vec::new();
    for message in messages {
        receipts.extend(receipts_of(connection, &message?)?);
    }
    Ok(receipts)
}
