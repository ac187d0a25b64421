use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::entry::{Entry, OptedOut, Pair};
use crate::store::Consent;

/// The consent that entries withdraw which are not in PostgreSQL yet.
///
/// It is kept in memory, since the file has it in the bodies: so what is moved leaves nothing behind.
#[derive(Default)]
pub(super) struct Withdrawn(Mutex<HashMap<[u8; 16], OptedOut>>);

impl Withdrawn {
    /// Adds the consent that an entry withdraws; tells whether it was not there.
    pub(super) fn add(&self, entry: &Entry) -> bool {
        let Some(opted_out) = &entry.opt_out else { return false };
        self.all().insert(entry.fingerprint, opted_out.clone()).is_none()
    }

    pub(super) fn remove(&self, fingerprint: &[u8; 16]) {
        self.all().remove(fingerprint);
    }

    /// Adds to what is known of persons what they said meanwhile.
    pub(super) fn add_to(&self, known: Vec<Consent>, persons: &[String]) -> Vec<Consent> {
        self.merge(known, |between| persons.contains(&between.person))
    }

    /// Adds to a page of what is known, which begins behind `after`, what was said meanwhile.
    pub(super) fn add_to_page(
        &self,
        known: Vec<Consent>,
        after: Option<&Pair>,
        limit: usize,
    ) -> Vec<Consent> {
        let behind = |between: &Pair| after.is_none_or(|after| order(between) > order(after));
        // The first of both are among the first of each.
        let mut page = self.merge(known, behind);
        page.truncate(limit);
        page
    }

    fn merge(&self, known: Vec<Consent>, wanted: impl Fn(&Pair) -> bool) -> Vec<Consent> {
        let withdrawn = self.all();
        if withdrawn.is_empty() {
            return known;
        }
        let mut merged: BTreeMap<_, Consent> =
            known.into_iter().map(|consent| (key(&consent.between), consent)).collect();
        for said in withdrawn.values().filter(|said| wanted(&said.between)) {
            let nothing =
                Consent { between: said.between.clone(), opted_out: None, opted_in: None };
            let consent = merged.entry(key(&said.between)).or_insert(nothing);
            consent.opted_out = consent.opted_out.max(Some(said.at));
        }
        merged.into_values().collect()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<[u8; 16], OptedOut>> {
        // Nothing that is done while it is held leaves it half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn order(between: &Pair) -> (&str, &str) {
    (&between.person, &between.account)
}

fn key(between: &Pair) -> (String, String) {
    (between.person.clone(), between.account.clone())
}
