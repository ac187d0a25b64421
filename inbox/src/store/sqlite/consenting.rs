use rusqlite::{Connection, OptionalExtension, Row, params};

use super::number::capped;
use crate::entry::Pair;
use crate::store::Consent;
use crate::store::instant::{instant, stored};

/// Raises instants to those given, where they are later.
pub(super) fn raise(connection: &Connection, changes: &[Consent]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(include_str!("sql/consent.sql"))?;
    for Consent { between, opted_out, opted_in } in changes {
        let (opted_out, opted_in) = (opted_out.map(stored), opted_in.map(stored));
        statement.execute(params![between.person, between.account, opted_out, opted_in])?;
    }
    Ok(())
}

/// What is known of so many persons.
pub(super) fn of(connection: &Connection, persons: &[String]) -> rusqlite::Result<Vec<Consent>> {
    let mut statement = connection.prepare_cached(include_str!("sql/consents_of.sql"))?;
    let mut consents = Vec::new();
    for person in persons {
        for consent in statement.query_map([person], read)? {
            consents.push(consent?);
        }
    }
    Ok(consents)
}

/// What is known of the persons and accounts behind a pair.
pub(super) fn list(
    connection: &Connection,
    after: Option<&Pair>,
    limit: usize,
) -> rusqlite::Result<Vec<Consent>> {
    let (person, account) = after.map_or(("", ""), |pair| (&pair.person, &pair.account));
    connection
        .prepare_cached(include_str!("sql/consents.sql"))?
        .query_map(params![person, account, after.is_none(), capped(limit)], read)?
        .collect()
}

/// Puts what is known of a person under another name, together with what is known under that.
pub(super) fn rename(connection: &Connection, person: &str, name: &str) -> rusqlite::Result<()> {
    if person == name {
        return Ok(());
    }
    let mut consents = of(connection, &[person.to_owned()])?;
    for consent in &mut consents {
        name.clone_into(&mut consent.between.person);
    }
    raise(connection, &consents)?;
    connection.prepare_cached(include_str!("sql/remove_person.sql"))?.execute([person])?;
    Ok(())
}

/// Puts these words in place of those that are kept.
pub(super) fn keep_words(connection: &Connection, words: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(include_str!("sql/keep_opt_out_words.sql"))?.execute([words])?;
    Ok(())
}

/// The words that are kept.
pub(super) fn words(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let mut statement = connection.prepare_cached(include_str!("sql/opt_out_words.sql"))?;
    statement.query_row([], |row| row.get(0)).optional()
}

/// The key that erased numbers are hashed with.
pub(super) fn erasure_key(connection: &Connection) -> rusqlite::Result<[u8; 32]> {
    connection.prepare_cached(include_str!("sql/erasure_key.sql"))?.query_row([], |row| row.get(0))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Consent> {
    Ok(Consent {
        between: Pair { person: row.get(0)?, account: row.get(1)? },
        opted_out: row.get::<_, Option<_>>(2)?.map(instant),
        opted_in: row.get::<_, Option<_>>(3)?.map(instant),
    })
}
