use bytes::Bytes;
use kudosity_webhook::event::Receipt;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::value::{attempts, capped, count, legible, text};
use crate::entry::Lane;
use crate::store::instant::instant;
use crate::store::{Depth, Listed, Load, Shown, State};

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

/// The entries of any state behind an id, as far as there is room for their bodies.
pub(super) fn scan(
    connection: &Connection,
    after: u64,
    limit: usize,
) -> rusqlite::Result<Vec<Shown>> {
    let mut statement = connection.prepare_cached(include_str!("sql/scan.sql"))?;
    let mut rows = statement.query(params![capped(after), capped(limit)])?;
    let (mut page, mut load) = (Vec::new(), Load::default());
    while load.has_room()
        && let Some(row) = rows.next()?
    {
        let entry = shown(row)?;
        load.takes(entry.body.as_ref().map_or(0, Bytes::len));
        page.push(entry);
    }
    Ok(page)
}

/// Reads a row. What is damaged of it is shown as far as it can be: an error would hide all the others.
fn shown(row: &Row<'_>) -> rusqlite::Result<Shown> {
    Ok(Shown {
        listed: listed(row)?,
        lane: Lane::of(row.get("lane")?),
        body: row.get::<_, Option<Vec<u8>>>("bytes")?.map(Into::into),
        authenticated_by: legible(row, "authenticated_by")?.unwrap_or_default(),
        traceparent: legible(row, "traceparent")?,
    })
}

fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    let instant_of =
        |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<_>>(column)?.map(instant));
    Ok(Listed {
        id: count(row.get("id")?),
        state: state(row.get("state")?),
        event_type: legible(row, "event_type")?,
        received_at: instant(row.get("received_at")?),
        attempts: attempts(row)?,
        due: instant_of("due")?,
        ended_at: instant_of("ended_at")?,
        problem: legible(row, "problem")?,
    })
}

/// A state; what is none that is known cannot be worked, as what is in quarantine.
fn state(stored: i64) -> State {
    [State::Waiting, State::Done, State::Parked]
        .into_iter()
        .find(|state| i64::from(state.number()) == stored)
        .unwrap_or(State::Quarantined)
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
            let status = legible(row, "message_status")?.unwrap_or_default();
            Ok(Receipt::new(message_id, status.as_str(), instant(row.get("message_at")?)))
        })?
        .collect()
}

/// The receipts of the messages behind an id. One whose id was damaged is left out, since nobody can ask for
/// it, nor for what is behind it.
pub(super) fn receipts(
    connection: &Connection,
    after: Option<&str>,
    messages: usize,
) -> rusqlite::Result<Vec<Receipt>> {
    let mut statement = connection.prepare_cached(include_str!("sql/messages.sql"))?;
    let ids = statement
        .query_map(params![after.unwrap_or_default(), after], |row| text(row, "message_id"))?;
    let mut receipts = Vec::new();
    for message in ids.filter_map(Result::transpose).take(messages) {
        receipts.extend(receipts_of(connection, &message?)?);
    }
    Ok(receipts)
}
