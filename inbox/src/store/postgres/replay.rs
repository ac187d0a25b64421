use jiff::Timestamp;
use sqlx::{Connection, PgConnection};

use super::super::instant::stored;
use super::super::{Anew, Consent, State};
use super::consent::raise;
use super::fault::Fault;
use super::receipt;
use super::value::key;
use super::wake::NOTIFY;
use crate::entry::Entry;

/// Has an entry be worked anew.
pub(super) async fn replay(
    db: &mut PgConnection,
    id: u64,
    read: Option<Entry>,
    due: Timestamp,
) -> Result<Anew, Fault> {
    let mut change = db.begin().await?;
    let ended = "SELECT state FROM kudosity_inbox.entry \
         WHERE id = $1 AND state <> 0 AND body IS NOT NULL FOR UPDATE";
    let ended = sqlx::query_scalar(ended).bind(key(id)).fetch_optional(&mut *change).await?;
    let Some(state): Option<i16> = ended else { return Ok(Anew::Impossible) };
    if let Some(entry) = read.filter(|_| state == State::Quarantined.number())
        && !read_anew(&mut change, id, &entry, due).await?
    {
        change.commit().await?;
        return Ok(Anew::Repeat);
    }
    let wait = "UPDATE kudosity_inbox.entry SET state = 0, due = $2, attempts = 0, lease = NULL, \
         ended_at = NULL, problem = NULL WHERE id = $1";
    sqlx::query(wait).bind(key(id)).bind(stored(due)).execute(&mut *change).await?;
    sqlx::query(&format!("SELECT {NOTIFY}")).execute(&mut *change).await?;
    change.commit().await?;
    Ok(Anew::Waits)
}

/// Gives an entry from quarantine what it is read as now; unless the event came by another entry
/// meanwhile: then this one is a repeat of it, and done. Tells whether it is to be worked.
async fn read_anew(
    db: &mut PgConnection,
    id: u64,
    entry: &Entry,
    at: Timestamp,
) -> Result<bool, Fault> {
    let known = "SELECT 1 FROM kudosity_inbox.entry WHERE fingerprint = $1 AND id <> $2";
    let known = sqlx::query(known).bind(entry.fingerprint.as_slice()).bind(key(id));
    if known.fetch_optional(&mut *db).await?.is_some() {
        let done = "UPDATE kudosity_inbox.entry SET state = 1, ended_at = $2, problem = NULL \
             WHERE id = $1";
        sqlx::query(done).bind(key(id)).bind(stored(at)).execute(db).await?;
        return Ok(false);
    }
    let read = "UPDATE kudosity_inbox.entry SET fingerprint = $2, lane = $3, event_type = $4 \
         WHERE id = $1";
    let read = sqlx::query(read)
        .bind(key(id))
        .bind(entry.fingerprint.as_slice())
        .bind(entry.lane as i16)
        .bind(entry.event_type.as_deref().map(str::as_bytes));
    read.execute(&mut *db).await?;
    let consent: Vec<Consent> = Consent::withdrawn_by(entry).into_iter().collect();
    raise(db, &consent).await?;
    if let Some(receipt) = &entry.receipt {
        receipt::insert(db, key(id), receipt).await?;
    }
    Ok(true)
}
