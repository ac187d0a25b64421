use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::consenting;
use super::value::capped;
use crate::entry::Entry;
use crate::store::instant::stored;
use crate::store::{Anew, Consent, State};

/// Has an entry be worked anew, from the first attempt.
pub(super) fn replay(
    connection: &Connection,
    id: u64,
    read: Option<&Entry>,
    due: Timestamp,
) -> rusqlite::Result<Anew> {
    let id = capped(id);
    let ended = connection
        .prepare_cached(include_str!("sql/ended.sql"))?
        .query_row([id], |row| row.get::<_, i64>(0))
        .optional()?;
    let Some(state) = ended else { return Ok(Anew::Impossible) };
    let read = read.filter(|_| state == i64::from(State::Quarantined.number()));
    if let Some(entry) = read
        && !read_anew(connection, id, entry)?
    {
        // It came again meanwhile, and could be read: this one is a repeat, and done by that.
        connection
            .prepare_cached(include_str!("sql/repeat.sql"))?
            .execute(params![id, stored(due)])?;
        return Ok(Anew::Repeat);
    }
    let mut wait = connection.prepare_cached(include_str!("sql/replay.sql"))?;
    wait.execute(params![id, stored(due)])?;
    Ok(Anew::Waits)
}

/// Gives an entry what it is read as now; tells whether that was not known.
fn read_anew(connection: &Connection, id: i64, entry: &Entry) -> rusqlite::Result<bool> {
    let receipt = entry.receipt.as_ref();
    let unknown = connection.prepare_cached(include_str!("sql/read.sql"))?.execute(params![
        id,
        entry.fingerprint,
        entry.lane as i64,
        entry.event_type,
        receipt.map(|receipt| receipt.id.as_str()),
        receipt.map(|receipt| stored(receipt.at)),
        receipt.map(|receipt| receipt.status.as_str()),
    ])?;
    if unknown == 1 {
        consenting::raise(connection, Consent::withdrawn_by(entry).as_slice())?;
    }
    Ok(unknown == 1)
}
