use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::entry::{Entry, OptedOut, Pair};
use crate::store::Consent;

/// The consent that entries withdraw which are not in PostgreSQL yet.
///
/// It is kept in memory, since the file has it in the bodies: so what is moved leaves nothing behind.
#[derive(Default)]
pub(super) struct Withdrawn {
    held: Mutex<HashMap<[u8; 16], Held>>,
    /// Those that are in PostgreSQL by now, and may still be in the file.
    moved: Mutex<HashSet<[u8; 16]>>,
}

/// What an entry withdraws.
struct Held {
    opted_out: OptedOut,
    /// How many put it into the file, or are about to: it may come more than once at a time.
    by: usize,
}

/// What of it was there when it was looked for.
///
/// That is before PostgreSQL is asked, which may look before something is moved, and answer after it was:
/// what is asked about afterwards is in neither then.
pub(super) struct Withdrawals(Vec<OptedOut>);

impl Withdrawn {
    /// Adds the consent that an entry withdraws.
    pub(super) fn add(&self, entry: &Entry) {
        let Some(opted_out) = &entry.opt_out else { return };
        let held = || Held { opted_out: opted_out.clone(), by: 0 };
        self.all().entry(entry.fingerprint).or_insert_with(held).by += 1;
    }

    /// Takes back what was added once, since the entry was not stored.
    pub(super) fn take_back(&self, fingerprint: &[u8; 16]) {
        let mut all = self.all();
        if let Some(held) = all.get_mut(fingerprint) {
            held.by -= 1;
            if held.by == 0 {
                all.remove(fingerprint);
            }
        }
    }

    /// Knows that it is in PostgreSQL.
    pub(super) fn moved(&self, fingerprint: [u8; 16]) {
        locked(&self.moved).insert(fingerprint);
    }

    /// Removes what is in PostgreSQL, once the file knows nothing of it: a repeat that was known there was
    /// added before, and goes with it.
    pub(super) fn remove_moved(&self) {
        let mut all = self.all();
        locked(&self.moved).drain().for_each(|fingerprint| drop(all.remove(&fingerprint)));
    }

    /// What these persons say in it by now.
    pub(super) fn of(&self, persons: &[String]) -> Withdrawals {
        let persons: HashSet<&String> = persons.iter().collect();
        self.said(|between| persons.contains(&between.person))
    }

    /// What is said in it by now, from behind `after` on.
    pub(super) fn behind(&self, after: Option<&Pair>) -> Withdrawals {
        self.said(|between| after.is_none_or(|after| order(between) > order(after)))
    }

    fn said(&self, wanted: impl Fn(&Pair) -> bool) -> Withdrawals {
        let all = self.all();
        let all = all.values().map(|held| &held.opted_out);
        Withdrawals(all.filter(|said| wanted(&said.between)).cloned().collect())
    }

    fn all(&self) -> MutexGuard<'_, HashMap<[u8; 16], Held>> {
        locked(&self.held)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing that is done while it is held leaves it half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Withdrawals {
    /// Adds it to what PostgreSQL knew, which was asked afterwards.
    pub(super) fn added_to(self, known: Vec<Consent>) -> Vec<Consent> {
        if self.0.is_empty() {
            return known;
        }
        let mut merged: BTreeMap<_, Consent> =
            known.into_iter().map(|consent| (key(&consent.between), consent)).collect();
        for OptedOut { between, at } in self.0 {
            let consent = merged.entry(key(&between)).or_insert(Consent {
                between,
                opted_out: None,
                opted_in: None,
            });
            consent.opted_out = consent.opted_out.max(Some(at));
        }
        merged.into_values().collect()
    }
}

fn order(between: &Pair) -> (&str, &str) {
    (&between.person, &between.account)
}

fn key(between: &Pair) -> (String, String) {
    (between.person.clone(), between.account.clone())
}
