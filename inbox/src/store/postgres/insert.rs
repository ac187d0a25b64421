use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, LazyLock};

use kudosity_webhook::event::Receipt;
use sqlx::PgConnection;

use super::super::instant::stored;
use super::super::{Consent, Inserted, State};
use super::consent::{RAISE, key};
use super::fault::Fault;
use super::group::Grouped;
use super::link::Link;
use super::wake::NOTIFY;
use crate::entry::Entry;

/// An entry to be stored.
pub(super) type Insert = Arc<Entry>;

/// Stores entries where they are not known, and of those that are new the receipts and the consents that
/// they withdraw; answers the fingerprints of the new ones.
///
/// It is one statement, so that it is one transaction without a way to the server and back for its beginning
/// and its end. Every process takes the rows'
/// locks in the same order (entries, then consents, each by their keys), so that none waits for one that
/// waits for it: `new` is read to its end before the consents are in order.
static INSERT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "WITH new AS ( \
             INSERT INTO kudosity_inbox.entry (fingerprint, lane, state, due, received_at, \
                 event_type, body, authenticated_by, traceparent, problem) \
             SELECT * FROM unnest($1::bytea[], $2::smallint[], $3::smallint[], $4::bigint[], \
                 $5::bigint[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[], $10::bytea[]) \
             ON CONFLICT (fingerprint) DO NOTHING RETURNING fingerprint, id \
         ), receipts AS ( \
             INSERT INTO kudosity_inbox.receipt (entry, message_id, status, at) \
             SELECT id, message_id, status, at \
             FROM unnest($11::bytea[], $12::bytea[], $13::bytea[], $14::bigint[]) \
                 AS told (fingerprint, message_id, status, at) JOIN new USING (fingerprint) \
         ), consents AS ( \
             INSERT INTO kudosity_inbox.consent AS known (between_them, person, account, opted_out) \
             SELECT between_them, person, account, max(opted_out) \
             FROM unnest($15::bytea[], $16::bytea[], $17::bytea[], $18::bytea[], $19::bigint[]) \
                 AS told (fingerprint, between_them, person, account, opted_out) \
                 JOIN new USING (fingerprint) \
             GROUP BY between_them, person, account ORDER BY between_them {RAISE} \
         ) SELECT fingerprint, {NOTIFY} FROM new"
    )
});

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
async fn insert(db: &mut PgConnection, group: Arc<[Insert]>) -> Result<Vec<Inserted>, Fault> {
    // Of those that are the same, the first.
    let mut first = BTreeMap::new();
    for (place, entry) in group.iter().enumerate() {
        first.entry(entry.fingerprint).or_insert((place, entry));
    }
    let entries: Vec<&Entry> = first.values().map(|(_, entry)| entry.as_ref()).collect();
    let new = insert_entries(db, &entries).await?;
    let is_new = |(place, entry): (usize, &Insert)| {
        let first = first.get(&entry.fingerprint).is_some_and(|(first, _)| *first == place);
        first && new.contains(entry.fingerprint.as_slice())
    };
    let answer = |new| if new { Inserted::New } else { Inserted::Known };
    Ok(group.iter().enumerate().map(is_new).map(answer).collect())
}

/// Answers the fingerprints of those that are new.
async fn insert_entries(
    db: &mut PgConnection,
    entries: &[&Entry],
) -> Result<HashSet<Vec<u8>>, Fault> {
    let receipts: Vec<(&Entry, &Receipt)> = told(entries, |entry| entry.receipt.as_ref());
    let consents: Vec<(&Entry, Consent)> = told(entries, Consent::withdrawn_by);
    let rows = sqlx::query_scalar(&INSERT)
        .bind(column(entries, |entry| entry.fingerprint.as_slice()))
        .bind(column(entries, |entry| entry.lane as i16))
        .bind(column(entries, |entry| state(entry).number()))
        .bind(column(entries, |entry| due(entry)))
        .bind(column(entries, |entry| stored(entry.received_at)))
        .bind(column(entries, |entry| entry.event_type.as_deref().map(str::as_bytes)))
        .bind(column(entries, |entry| entry.body.as_ref()))
        .bind(column(entries, |entry| entry.authenticated_by.as_bytes()))
        .bind(column(entries, |entry| entry.traceparent.as_deref().map(str::as_bytes)))
        .bind(column(entries, |entry| entry.problem.as_deref().map(str::as_bytes)))
        .bind(column(&receipts, |(entry, _)| entry.fingerprint.as_slice()))
        .bind(column(&receipts, |(_, receipt)| receipt.id.as_str().as_bytes()))
        .bind(column(&receipts, |(_, receipt)| receipt.status.as_str().as_bytes()))
        .bind(column(&receipts, |(_, receipt)| stored(receipt.at)))
        .bind(column(&consents, |(entry, _)| entry.fingerprint.as_slice()))
        .bind(column(&consents, |(_, consent)| key(&consent.between)))
        .bind(column(&consents, |(_, consent)| consent.between.person.as_bytes()))
        .bind(column(&consents, |(_, consent)| consent.between.account.as_bytes()))
        .bind(column(&consents, |(_, consent)| consent.opted_out.map(stored)));
    Ok(rows.fetch_all(db).await?.into_iter().collect())
}

/// What entries tell, those that tell something.
fn told<'a, T>(entries: &[&'a Entry], of: impl Fn(&'a Entry) -> Option<T>) -> Vec<(&'a Entry, T)> {
    entries.iter().filter_map(|entry| Some((*entry, of(entry)?))).collect()
}

fn column<'a, R, T>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

fn state(entry: &Entry) -> State {
    if entry.problem.is_some() { State::Quarantined } else { State::Waiting }
}

fn due(entry: &Entry) -> Option<i64> {
    matches!(state(entry), State::Waiting).then(|| stored(entry.received_at))
}
