use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use sqlx::{Connection, PgConnection};

use super::super::instant::stored;
use super::super::{Consent, Inserted, State};
use super::consent::raise;
use super::fault::Fault;
use super::group::Grouped;
use super::link::Link;
use super::receipt;
use super::wake::NOTIFY;
use crate::entry::Entry;

/// An entry to be stored.
pub(super) type Insert = Arc<Entry>;

impl Grouped for Insert {
    type Answer = Inserted;

    fn weight(&self) -> usize {
        self.body.len()
    }

    async fn commit(link: &Link, group: Arc<[Self]>) -> Result<Vec<Inserted>, Fault> {
        link.run(move |db| Box::pin(insert(db, group))).await
    }
}

/// Stores what is not known of them, with what it adds to.
///
/// Every process takes the rows' locks in the same order (entries, then consents, each by their keys), so
/// that none waits for one that waits for it.
async fn insert(db: &mut PgConnection, group: Arc<[Insert]>) -> Result<Vec<Inserted>, Fault> {
    // Of those that are the same, the first.
    let mut first = BTreeMap::new();
    for (place, entry) in group.iter().enumerate() {
        first.entry(entry.fingerprint).or_insert((place, entry));
    }
    let entries: Vec<&Entry> = first.values().map(|(_, entry)| entry.as_ref()).collect();
    let mut change = db.begin().await?;
    let new = insert_entries(&mut change, &entries).await?;
    let added = |entry: &&Entry| new.contains_key(entry.fingerprint.as_slice());
    let opted_out: Vec<Consent> =
        entries.iter().copied().filter(added).filter_map(Consent::withdrawn_by).collect();
    raise(&mut change, &opted_out).await?;
    let receipts = entries.iter().filter_map(|entry| {
        Some((*new.get(entry.fingerprint.as_slice())?, entry.receipt.as_ref()?))
    });
    receipt::insert(&mut change, receipts).await?;
    if !new.is_empty() {
        sqlx::query(NOTIFY).execute(&mut *change).await?;
    }
    change.commit().await?;
    let is_new = |(place, entry): (usize, &Insert)| {
        let first = first.get(&entry.fingerprint).is_some_and(|(first, _)| *first == place);
        first && new.contains_key(entry.fingerprint.as_slice())
    };
    let answer = |new| if new { Inserted::New } else { Inserted::Known };
    Ok(group.iter().enumerate().map(is_new).map(answer).collect())
}

/// Stores them where they are not known; answers the fingerprints and ids of those that are new.
async fn insert_entries(
    db: &mut PgConnection,
    entries: &[&Entry],
) -> Result<HashMap<Vec<u8>, i64>, Fault> {
    let insert = "INSERT INTO kudosity_inbox.entry (fingerprint, lane, state, due, received_at, \
         event_type, body, authenticated_by, traceparent, problem) \
         SELECT * FROM unnest($1::bytea[], $2::smallint[], $3::smallint[], $4::bigint[], \
         $5::bigint[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[], $10::bytea[]) \
         ON CONFLICT (fingerprint) DO NOTHING RETURNING fingerprint, id";
    let rows = sqlx::query_as(insert)
        .bind(column(entries, |entry| entry.fingerprint.as_slice()))
        .bind(column(entries, |entry| entry.lane as i16))
        .bind(column(entries, |entry| state(entry).number()))
        .bind(column(entries, due))
        .bind(column(entries, |entry| stored(entry.received_at)))
        .bind(column(entries, |entry| entry.event_type.as_deref().map(str::as_bytes)))
        .bind(column(entries, |entry| entry.body.as_ref()))
        .bind(column(entries, |entry| entry.authenticated_by.as_bytes()))
        .bind(column(entries, |entry| entry.traceparent.as_deref().map(str::as_bytes)))
        .bind(column(entries, |entry| entry.problem.as_deref().map(str::as_bytes)));
    Ok(rows.fetch_all(db).await?.into_iter().collect())
}

fn column<'a, T>(entries: &[&'a Entry], value: impl Fn(&'a Entry) -> T) -> Vec<T> {
    entries.iter().copied().map(value).collect()
}

fn state(entry: &Entry) -> State {
    if entry.problem.is_some() { State::Quarantined } else { State::Waiting }
}

fn due(entry: &Entry) -> Option<i64> {
    matches!(state(entry), State::Waiting).then(|| stored(entry.received_at))
}
