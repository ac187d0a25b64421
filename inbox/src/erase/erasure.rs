use std::iter;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use kudosity_webhook::Event;

use super::mention::Number;
use crate::Inbox;
use crate::consent::Names;
use crate::entry::event;
use crate::store::{Engine, Listed, Load, Shown, StoreError};

/// So many entries are read at once; the store gives fewer where their bodies are large.
const ENTRIES: usize = 256;

/// So many rows of consent are read at once.
const ROWS: usize = 1_000;

/// So many entries are changed at once, unless their bodies are large.
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
    /// The spool of this process holds deliveries, which an erasure cannot search.
    #[error(
        "the spool holds deliveries that are not in PostgreSQL yet: try again once they are moved"
    )]
    Spooled,
    /// The store failed; what was removed is removed, so do it again.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// All was removed, but somebody who reads, or has a table locked, keeps the store from writing over it
    /// in its files; or PostgreSQL's tables belong to another user.
    #[error(
        "everything is removed, but the database's files may still hold traces of it: do it again, once nobody else reads there for long ({0})"
    )]
    Traces(StoreError),
}

impl Inbox {
    /// Erases a person from the store: bodies and texts that mention the number, and the number itself.
    ///
    /// Every entry is looked at, whatever its state, worked, dead or in quarantine, and `progress` is
    /// told after each few: it may take long, and deliveries are taken in meanwhile. Nothing is changed
    /// before all was looked at. A number is found in whatever form it was written, with commas and
    /// with the `(0)` behind the country's code too, but not in a form without that code, nor in a picture
    /// or what else is encoded (base64): where a person has such a form too, erase that as well, which finds
    /// no other: `0491 570 006` alone erases nobody. Its digits are found inside longer numbers too: rather
    /// one entry too many is erased than one too few.
    ///
    /// - Of an entry that mentions it, body, problem and receipt go. If it waits, is a dead letter or in
    ///   quarantine, it is done by that, and will not be worked.
    /// - Its fingerprint stays: a repeat does not bring it back.
    /// - The person's consent stays under a keyed hash, by which [`OptOuts`](crate::OptOuts) finds it as
    ///   before.
    ///
    /// What is delivered meanwhile or afterwards is stored as ever, and so is what is moved from a spool. While
    /// the spool of this process holds anything, it is [`EraseError::Spooled`]; those of other processes are
    /// not known here. So erase when [`Inbox::spooled`] is 0 in each of them, or once more then.
    ///
    /// # Errors
    ///
    /// [`EraseError::NotANumber`] of a name, and of a number with fewer than seven digits: texts of others
    /// hold those by chance. [`EraseError::AnAccount`] of a number that persons write to.
    /// [`EraseError::Spooled`], [`EraseError::Store`] where the store failed, and [`EraseError::Traces`]
    /// where all was removed, but not yet from the files; do it again then.
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
        let number = Arc::new(erasable(engine, number).await?);
        let (scanned, found) = mentions(engine, &number, progress).await?;
        for ids in batches(&found) {
            engine.forget(ids, Timestamp::now()).await?;
        }
        let person = number.canonical().to_owned();
        let known = engine.consents_of(vec![person.clone()]).await?;
        let name = Names::new(engine.erasure_key().await?).erased(&person);
        engine.rename_person(person, name).await?;
        engine.scrub().await.map_err(EraseError::Traces)?;
        Ok(Erased { scanned, entries: found.len() as u64, consent: !known.is_empty() })
    }

    /// Refuses what [`erase`](Self::erase) would refuse, as far as that is known without a look at every
    /// entry: for who asks somebody before it is done.
    ///
    /// # Errors
    ///
    /// [`EraseError::NotANumber`], [`EraseError::AnAccount`], [`EraseError::Spooled`] and
    /// [`EraseError::Store`], as of [`erase`](Self::erase).
    pub async fn may_erase(&self, number: &str) -> Result<(), EraseError> {
        erasable(&**self.engine(), number).await.map(drop)
    }
}

/// The number, if it is one that may be erased, by what is known before entries are looked at.
async fn erasable(engine: &dyn Engine, number: &str) -> Result<Number, EraseError> {
    let number = Number::read(number).ok_or(EraseError::NotANumber)?;
    if engine.spooled().await? > 0 {
        return Err(EraseError::Spooled);
    }
    if is_account(engine, &number).await? { Err(EraseError::AnAccount) } else { Ok(number) }
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

/// Those that are changed at once, a few after another.
fn batches(found: &[(u64, usize)]) -> impl Iterator<Item = Vec<u64>> {
    let mut found = found.iter().copied().peekable();
    iter::from_fn(move || {
        let mut load = Load::default();
        let few = iter::from_fn(|| found.next_if(|(_, bytes)| load.takes(*bytes)));
        let ids: Vec<u64> = few.take(CHANGES).map(|(id, _)| id).collect();
        (!ids.is_empty()).then_some(ids)
    })
}

/// How many entries there are, and those that mention the number, with the lengths of their bodies.
///
/// By their ids and not by their states, since they change those meanwhile. A page may hold megabytes to be
/// read: a thread of its own does that, and the runtime is not held up.
async fn mentions(
    engine: &dyn Engine,
    number: &Arc<Number>,
    mut progress: impl FnMut(Scanned),
) -> Result<(u64, Vec<(u64, usize)>), EraseError> {
    let (mut entries, mut found, mut after) = (0, Vec::new(), 0);
    loop {
        let page = engine.scan(after, ENTRIES).await?;
        let Some(last) = page.last() else { return Ok((entries, found)) };
        after = last.listed.id;
        entries += page.len() as u64;
        let number = Arc::clone(number);
        let looking = tokio::task::spawn_blocking(move || mentions_in(&page, &number));
        found.extend(looking.await.map_err(|_| StoreError::Closed)??);
        progress(Scanned { entries, found: found.len() as u64 });
    }
}

/// Those of a page that mention the number, with the lengths of their bodies.
fn mentions_in(page: &[Shown], number: &Number) -> Result<Vec<(u64, usize)>, EraseError> {
    let mut found = Vec::new();
    for entry in page {
        if mentions_it(entry, number)? {
            found.push((entry.listed.id, entry.body.as_ref().map_or(0, Bytes::len)));
        }
    }
    Ok(found)
}

/// Whether an entry mentions the number; an error if it names it as the account's own.
fn mentions_it(entry: &Shown, number: &Number) -> Result<bool, EraseError> {
    let Listed { problem, event_type, .. } = &entry.listed;
    let mut texts = [problem, event_type].into_iter().flatten();
    let body = entry.body.clone().unwrap_or_default();
    if !number.is_mentioned_in(&body) {
        return Ok(texts.any(|text| number.is_mentioned_in(text.as_bytes())));
    }
    let event = event(body).ok();
    match event.as_ref().and_then(Event::account_number) {
        Some(account) if number.is(account) => Err(EraseError::AnAccount),
        _ => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_changed_at_once_is_neither_too_many_nor_too_much() {
        let small = (1..=1_200).map(|id| (id, 1));
        let large = (1_201..=1_210).map(|id| (id, 3 << 20));
        let found: Vec<_> = small.chain(large).chain([(1_211, 20 << 20), (1_212, 0)]).collect();
        let batches: Vec<_> = batches(&found).collect();
        let numbers: Vec<_> = batches.iter().map(Vec::len).collect();
        assert_eq!(numbers, [500, 500, 203, 3, 3, 2, 1]);
        assert!(batches.concat().into_iter().eq(1..=1_212));
    }
}
