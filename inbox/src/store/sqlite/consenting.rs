use rusqlite::{Connection, OptionalExtension, Row, params};

use super::value::text;
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
        for consent in statement.query_map([person], |row| read_of(person, row))? {
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
        .query_map(params![person, account, after.is_none()], read)?
        .filter_map(Result::transpose)
        .take(limit)
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

/// Reads a row, unless its names were damaged: whose it is cannot be told, and an error would hide all the
/// others.
fn read(row: &Row<'_>) -> rusqlite::Result<Option<Consent>> {
    let Some((person, account)) = text(row, "person")?.zip(text(row, "account")?) else {
        return Ok(None);
    };
    let instant_of =
        |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<_>>(column)?.map(instant));
    let (opted_out, opted_in) = (instant_of("opted_out")?, instant_of("opted_in")?);
    Ok(Some(Consent { between: Pair { person, account }, opted_out, opted_in }))
}

/// Reads a row of a person. Which account it was that was damaged cannot be told: so consent is withdrawn of
/// all, and given to none.
fn read_of(person: &str, row: &Row<'_>) -> rusqlite::Result<Consent> {
    if let Some(consent) = read(row)? {
        return Ok(consent);
    }
    let between = Pair { person: person.to_owned(), account: String::new() };
    let opted_out = row.get::<_, Option<_>>("opted_out")?.map(instant);
    Ok(Consent { between, opted_out, opted_in: None })
}
