use jiff::Timestamp;
use kudosity_webhook::Event;

use super::mention::Number;
use crate::Inbox;
use crate::consent::Names;
use crate::store::{Engine, Listed, Shown, StoreError};

/// So many entries are read at once; each may hold a body of the largest size.
const ENTRIES: usize = 32;

/// So many rows of consent are read at once.
const ROWS: usize = 1_000;

/// So many entries are changed at once.
const CHANGES: usize = 500;

/// What the erasure of a number removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Erased {
    /// How many entries were looked at.
    pub scanned: u64,
    /// Of how many of them body, texts and receipt were removed.
    pub entries: u64,
    /// Whether the person had given or withdrawn consent, which is kept under a keyed hash.
    pub consent: bool,
}

/// How far an erasure has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scanned {
    /// How many entries were looked at.
    pub entries: u64,
    /// How many of them mention the number.
    pub found: u64,
}

/// Why a number was not erased.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EraseError {
    /// It is a name, or a number so short that it stands in texts of others by chance.
    #[error("that is no person's number: give at least seven digits, with the country's code")]
    NotANumber,
    /// It is the account's number: what everybody wrote to it would go.
    #[error(
        "that is a number of the account's own, and erasing it would erase everybody who wrote to it: give the person's number"
    )]
    AnAccount,
    /// The store failed; what was removed is removed, so do it again.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// All was removed, but somebody who reads keeps the store from writing over it in its files.
    #[error(
        "everything is removed, but the database's files may still hold traces of it: do it again, once nobody else reads there for long ({0})"
    )]
    Traces(#[source] StoreError),
}

impl Inbox {
    /// Erases a person from the store: bodies and texts that mention the number, and the number itself.
    ///
    /// Every entry is looked at, whatever its state, worked, dead or in quarantine, and `progress` is
    /// told after each few: it may take long, and deliveries are taken in meanwhile. Nothing is changed
    /// before all was looked at. A number is found in whatever form it was written, with commas and
    /// with the `(0)` behind the country's code too, but not in a form without that code, nor in a picture
    /// or what else is encoded (base64): where a person has such a form too, erase that as well. Its digits within longer ones count too: rather one entry too many than one too few.
    ///
    /// - Of an entry that mentions it, body, problem and receipt go. If it waits, is a dead letter or in
    ///   quarantine, it is done by that, and will not be worked.
    /// - Its fingerprint stays: a repeat does not bring it back.
    /// - The person's consent stays under a keyed hash, by which [`OptOuts`](crate::OptOuts) finds it as
    ///   before.
    ///
    /// What is delivered afterwards is stored as ever.
    ///
    /// # Errors
    ///
    /// [`EraseError::NotANumber`] of a name, and of a number with fewer than seven digits: texts of others
    /// hold those by chance. [`EraseError::AnAccount`] of a number that persons write to.
    /// [`EraseError::Store`] where the store failed, and [`EraseError::Traces`] where all was removed, but
    /// not yet from the files; do it again then.
    ///
    /// # Examples
    ///
    /// ```
    /// use kudosity_webhook_inbox::{EraseError, Inbox};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let directory = tempfile::tempdir()?;
    /// # let path = directory.path().join("inbox.db");
    /// let inbox = Inbox::sqlite(path).open().await?;
    /// let erased = inbox.erase("+61 491 570 006", |_| {}).await?;
    /// assert_eq!(erased.entries, 0);
    ///
    /// let refused = inbox.erase("12345", |_| {}).await;
    /// assert!(matches!(refused, Err(EraseError::NotANumber)));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn erase(
        &self,
        number: &str,
        progress: impl FnMut(Scanned),
    ) -> Result<Erased, EraseError> {
        let engine = &**self.engine();
        let number = Number::read(number).ok_or(EraseError::NotANumber)?;
        if is_account(engine, &number).await? {
            return Err(EraseError::AnAccount);
        }
        let (scanned, found) = mentions(engine, &number, progress).await?;
        for ids in found.chunks(CHANGES) {
            engine.forget(ids.to_vec(), Timestamp::now()).await?;
        }
        let person = number.canonical().to_owned();
        let known = engine.consents_of(vec![person.clone()]).await?;
        let name = Names::new(engine.erasure_key().await?).erased(&person);
        engine.rename_person(person, name).await?;
        engine.scrub().await.map_err(EraseError::Traces)?;
        Ok(Erased { scanned, entries: found.len() as u64, consent: !known.is_empty() })
    }
}

/// Whether consent was withdrawn towards it.
async fn is_account(engine: &dyn Engine, number: &Number) -> Result<bool, StoreError> {
    let mut after = None;
    loop {
        let rows = engine.consents(after.take(), ROWS).await?;
        if rows.iter().any(|row| row.between.account == number.canonical()) {
            return Ok(true);
        }
        match rows.into_iter().next_back() {
            Some(last) => after = Some(last.between),
            None => return Ok(false),
        }
    }
}

/// How many entries there are, and those that mention the number.
///
/// By their ids and not by their states, since they change those meanwhile.
async fn mentions(
    engine: &dyn Engine,
    number: &Number,
    mut progress: impl FnMut(Scanned),
) -> Result<(u64, Vec<u64>), EraseError> {
    let (mut entries, mut found, mut after) = (0, Vec::new(), 0);
    loop {
        let page = engine.scan(after, ENTRIES).await?;
        let Some(last) = page.last() else { return Ok((entries, found)) };
        after = last.listed.id;
        for entry in &page {
            entries += 1;
            if mentions_it(entry, number)? {
                found.push(entry.listed.id);
            }
        }
        progress(Scanned { entries, found: found.len() as u64 });
    }
}

/// Whether an entry mentions the number; an error if it names it as the account's own.
fn mentions_it(entry: &Shown, number: &Number) -> Result<bool, EraseError> {
    let Listed { problem, event_type, .. } = &entry.listed;
    let mut texts = [problem, event_type].into_iter().flatten();
    let body = entry.body.clone().unwrap_or_default();
    if !number.is_mentioned_in(&body) {
        return Ok(texts.any(|text| number.is_mentioned_in(text.as_bytes())));
    }
    let event = Event::from_body(body).ok();
    match event.as_ref().and_then(Event::account_number) {
        Some(account) if number.is(account) => Err(EraseError::AnAccount),
        _ => Ok(true),
    }
}
