use rusqlite::{Connection, params};

use super::consenting;
use crate::entry::Entry;
use crate::store::instant::stored;
use crate::store::{Consent, Inserted, State};

/// Stores an entry and what it adds to, unless its fingerprint is known.
pub(super) fn insert(connection: &Connection, entry: &Entry) -> rusqlite::Result<Inserted> {
    let received_at = stored(entry.received_at);
    let waits = entry.problem.is_none();
    let state = if waits { State::Waiting } else { State::Quarantined };
    let receipt = entry.receipt.as_ref();
    let inserted =
        connection.prepare_cached(include_str!("sql/insert_entry.sql"))?.execute(params![
            entry.fingerprint,
            state.number(),
            entry.lane as i64,
            waits.then_some(received_at),
            received_at,
            entry.event_type,
            entry.authenticated_by,
            entry.traceparent,
            entry.problem,
            receipt.map(|receipt| receipt.id.as_str()),
            receipt.map(|receipt| stored(receipt.at)),
            receipt.map(|receipt| receipt.status.as_str()),
        ])?;
    if inserted == 0 {
        return Ok(Inserted::Known);
    }
    connection
        .prepare_cached(include_str!("sql/insert_body.sql"))?
        .execute(params![connection.last_insert_rowid(), &entry.body[..]])?;
    consenting::raise(connection, Consent::withdrawn_by(entry).as_slice())?;
    Ok(Inserted::New)
}
