use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection};

use super::super::Consent;
use super::super::instant::{instant, stored};
use super::fault::Fault;
use super::value::{capped, text};
use crate::entry::Pair;

/// A row: the person, the account, and the instants.
type Row = (Vec<u8>, Vec<u8>, Option<i64>, Option<i64>);

/// What becomes of a consent that is known.
pub(super) const RAISE: &str = "ON CONFLICT (between_them) DO UPDATE SET \
     opted_out = greatest(known.opted_out, excluded.opted_out), \
     opted_in = greatest(known.opted_in, excluded.opted_in)";

/// Raises the instants of consent to these, in the order of their keys.
pub(super) async fn raise(db: &mut PgConnection, changes: &[Consent]) -> Result<(), Fault> {
    if changes.is_empty() {
        return Ok(());
    }
    let raise = format!(
        "INSERT INTO kudosity_inbox.consent AS known \
             (between_them, person, account, opted_out, opted_in) \
         SELECT between_them, person, account, max(opted_out), max(opted_in) \
         FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bigint[], $5::bigint[]) \
             AS told (between_them, person, account, opted_out, opted_in) \
         GROUP BY between_them, person, account ORDER BY between_them {RAISE}"
    );
    let raise = sqlx::query(&raise)
        .bind(column(changes, |change| key(&change.between)))
        .bind(column(changes, |change| change.between.person.as_bytes()))
        .bind(column(changes, |change| change.between.account.as_bytes()))
        .bind(column(changes, |change| change.opted_out.map(stored)))
        .bind(column(changes, |change| change.opted_in.map(stored)));
    raise.execute(db).await?;
    Ok(())
}

pub(super) async fn of_persons(
    db: &mut PgConnection,
    persons: Vec<String>,
) -> Result<Vec<Consent>, Fault> {
    let consents = "SELECT person, account, opted_out, opted_in \
         FROM (SELECT DISTINCT person FROM unnest($1::bytea[]) AS given (person)) AS asked \
         JOIN kudosity_inbox.consent AS known USING (person) \
         WHERE substring(known.person FOR 256) = substring(asked.person FOR 256)";
    let persons: Vec<Vec<u8>> = persons.into_iter().map(String::into_bytes).collect();
    let rows = sqlx::query_as(consents).bind(persons).fetch_all(db).await?;
    Ok(rows.into_iter().map(consent).collect())
}

/// Those from `after` on.
pub(super) async fn page(
    db: &mut PgConnection,
    after: Option<Pair>,
    limit: usize,
) -> Result<Vec<Consent>, Fault> {
    // The condition on the front alone says where in the index the page begins.
    let consents = "SELECT person, account, opted_out, opted_in FROM kudosity_inbox.consent \
         WHERE substring(person FOR 256) >= substring(coalesce($1::bytea, '') FOR 256) \
             AND ($1 IS NULL OR (substring(person FOR 256), person, account) > \
                 (substring($1 FOR 256), $1, $2)) \
         ORDER BY substring(person FOR 256), person, account LIMIT $3";
    let (person, account) = after.map(|after| (after.person, after.account)).unzip();
    let rows = sqlx::query_as(consents)
        .bind(person.map(String::into_bytes))
        .bind(account.map(String::into_bytes))
        .bind(capped(limit));
    Ok(rows.fetch_all(db).await?.into_iter().map(consent).collect())
}

/// Puts what is known of a person under another name.
pub(super) async fn rename(
    db: &mut PgConnection,
    person: String,
    name: String,
) -> Result<(), Fault> {
    let mut change = db.begin().await?;
    let taken = "DELETE FROM kudosity_inbox.consent \
         WHERE substring(person FOR 256) = substring($1 FOR 256) AND person = $1 \
         RETURNING person, account, opted_out, opted_in";
    let rows = sqlx::query_as(taken).bind(person.into_bytes()).fetch_all(&mut *change).await?;
    let renamed = |row| {
        let mut consent = consent(row);
        consent.between.person.clone_from(&name);
        consent
    };
    let consents: Vec<Consent> = rows.into_iter().map(renamed).collect();
    raise(&mut change, &consents).await?;
    change.commit().await?;
    Ok(())
}

/// Puts these words in place of those that are kept.
pub(super) async fn keep_words(db: &mut PgConnection, words: String) -> Result<(), Fault> {
    let keep = "UPDATE kudosity_inbox.meta SET opt_out_words = $1 \
         WHERE opt_out_words IS DISTINCT FROM $1";
    sqlx::query(keep).bind(words.into_bytes()).execute(db).await?;
    Ok(())
}

pub(super) async fn words(db: &mut PgConnection) -> Result<Option<String>, Fault> {
    let words = sqlx::query_scalar("SELECT opt_out_words FROM kudosity_inbox.meta");
    let words: Option<Vec<u8>> = words.fetch_one(db).await?;
    Ok(words.map(text))
}

pub(super) async fn erasure_key(db: &mut PgConnection) -> Result<[u8; 32], Fault> {
    let key = sqlx::query_scalar("SELECT erasure_key FROM kudosity_inbox.meta");
    Ok(key.fetch_one(db).await?)
}

/// What a pair is known by, however long its numbers are.
pub(super) fn key(between: &Pair) -> Vec<u8> {
    let person = between.person.as_bytes();
    let hash = Sha256::new_with_prefix(person.len().to_be_bytes()).chain_update(person);
    hash.chain_update(&between.account).finalize().to_vec()
}

fn column<'a, T>(changes: &'a [Consent], value: impl Fn(&'a Consent) -> T) -> Vec<T> {
    changes.iter().map(value).collect()
}

fn consent((person, account, opted_out, opted_in): Row) -> Consent {
    Consent {
        between: Pair { person: text(person), account: text(account) },
        opted_out: opted_out.map(instant),
        opted_in: opted_in.map(instant),
    }
}
