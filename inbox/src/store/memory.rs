//! A queue in memory that fails when a test wants it to: for what no real database does on demand.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::future::{pending, ready};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use kudosity_webhook::event::Receipt;

use super::{
    Anew, Answer, Claim, Claimed, Closing, Consent, Depth, Engine, Inserted, Kept, Lease, Listed,
    Settled, Shown, State, StoreError, Unended,
};
use crate::entry::{Entry, Lane, OptedOut, Pair};

#[derive(Default)]
pub(crate) struct Memory {
    rows: Mutex<Vec<Row>>,
    words: Mutex<Option<String>>,
    /// Every answer is an error.
    pub(crate) fails: AtomicBool,
    /// No answer comes.
    pub(crate) hangs: AtomicBool,
    /// Whether an entry is taken: else storing it is an error. All are, if nothing is said.
    pub(crate) takes: Mutex<Option<Takes>>,
    /// While a test has it locked, a claim that is made is not answered.
    pub(crate) claims: Gate,
    /// And neither is a lease that is ended.
    pub(crate) settles: Gate,
    /// Who asks for consents is told what was so before.
    pub(crate) consents: Gate,
}

type Takes = fn(&Entry) -> bool;

/// What answers go through that a test wants to come late.
type Gate = Arc<tokio::sync::Mutex<()>>;

struct Row {
    entry: Entry,
    listed: Listed,
    token: i64,
    /// A claim holds it, or it came to no end by one.
    is_leased: bool,
}

impl Memory {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// The entry with this number.
    pub(crate) fn entry(&self, id: u64) -> Listed {
        self.rows.lock().unwrap()[id as usize - 1].listed.clone()
    }

    /// Gives the lease of an entry to somebody else.
    pub(crate) fn rob(&self, id: u64) {
        self.rows.lock().unwrap()[id as usize - 1].token += 1;
    }

    /// Ends the lease of an entry.
    pub(crate) fn expire(&self, id: u64) {
        self.rows.lock().unwrap()[id as usize - 1].listed.due = Some(Timestamp::UNIX_EPOCH);
    }

    /// Replaces a body.
    pub(crate) fn garble(&self, id: u64) {
        self.rows.lock().unwrap()[id as usize - 1].entry.body = "{".into();
    }

    fn answer<T: Send + 'static>(&self, act: impl FnOnce(&mut Vec<Row>) -> T) -> Answer<'_, T> {
        if self.hangs.load(Ordering::Relaxed) {
            return Box::pin(pending());
        }
        if self.fails.load(Ordering::Relaxed) {
            return failed();
        }
        Box::pin(ready(Ok(act(&mut self.rows.lock().unwrap()))))
    }

    /// The consents that its entries withdraw, in no order.
    fn withdrawn(&self, wanted: impl Fn(&Pair) -> bool) -> Answer<'_, Vec<Consent>> {
        let answer = self.answer(|rows| {
            let withdrawn = rows.iter().filter_map(|row| row.entry.opt_out.clone());
            let wanted = withdrawn.filter(|said| wanted(&said.between));
            let consent =
                |OptedOut { between, at }| Consent { between, opted_out: Some(at), opted_in: None };
            wanted.map(consent).collect()
        });
        through(&self.consents, answer)
    }
}

/// What has been done already is told once the gate is open.
fn through<'a, T: Send + 'a>(gate: &'a Gate, answer: Answer<'a, T>) -> Answer<'a, T> {
    Box::pin(async move {
        let _open = gate.lock().await;
        answer.await
    })
}

impl Row {
    fn new(id: usize, entry: Entry) -> Self {
        let listed = Listed {
            id: id as u64,
            state: if entry.problem.is_some() { State::Quarantined } else { State::Waiting },
            event_type: entry.event_type.clone(),
            received_at: entry.received_at,
            attempts: 0,
            due: Some(entry.received_at),
            ended_at: None,
            problem: entry.problem.clone(),
        };
        Self { entry, listed, token: 0, is_leased: false }
    }

    fn is_due(&self, wanted: &Claim) -> bool {
        self.listed.state == State::Waiting
            && (self.listed.due.unwrap() <= wanted.now || self.listed.attempts == 0)
            && wanted.lanes().contains(&self.entry.lane)
            && !(self.is_leased && wanted.unended == Unended::PassedOver)
    }

    fn claim(&mut self, wanted: &Claim) -> Claimed {
        let unended = std::mem::replace(&mut self.is_leased, true);
        self.token += 1;
        self.listed.attempts += 1;
        self.listed.due = Some(wanted.now + wanted.lease);
        Claimed {
            lease: Lease { id: self.listed.id, token: self.token },
            attempt: self.listed.attempts,
            unended,
            received_at: self.listed.received_at,
            body: self.entry.body.clone(),
            authenticated_by: self.entry.authenticated_by.clone(),
            traceparent: self.entry.traceparent.clone(),
        }
    }

    fn end(&mut self, state: State, at: Timestamp, problem: Option<String>) {
        self.listed.state = state;
        self.listed.ended_at = Some(at);
        self.listed.problem = problem;
    }

    fn settle(&mut self, outcome: Settled) {
        self.token += 1;
        self.is_leased = false;
        match outcome {
            Settled::Done { at } => self.end(State::Done, at, None),
            Settled::Parked { at, problem } => self.end(State::Parked, at, Some(problem)),
            Settled::Retry { due, problem } => {
                self.listed.due = Some(due);
                self.listed.problem = Some(problem);
            }
            Settled::Released { due, unended } => {
                self.is_leased = unended;
                self.listed.due = Some(due);
                self.listed.attempts -= 1;
            }
        }
    }
}

fn held(rows: &mut [Row], lease: Lease) -> Option<&mut Row> {
    rows.iter_mut().find(|row| {
        row.listed.id == lease.id && row.token == lease.token && row.listed.state == State::Waiting
    })
}

fn failed<T: Send + 'static>() -> Answer<'static, T> {
    Box::pin(ready(Err(StoreError::Database("as the test wants it".into()))))
}

fn unasked<T: Send + 'static>() -> Answer<'static, T> {
    Box::pin(ready(Err(StoreError::Closed)))
}

impl Engine for Memory {
    fn insert(&self, entry: Entry) -> Answer<'_, Inserted> {
        let takes = *self.takes.lock().unwrap();
        if takes.is_some_and(|takes| !takes(&entry)) {
            return failed();
        }
        self.answer(|rows| {
            if rows.iter().any(|row| row.entry.fingerprint == entry.fingerprint) {
                return Inserted::Known;
            }
            rows.push(Row::new(rows.len() + 1, entry));
            Inserted::New
        })
    }

    fn claim(&self, wanted: Claim) -> Answer<'_, Vec<Claimed>> {
        let claimed = self.answer(move |rows| {
            let mut due: Vec<_> = rows.iter_mut().filter(|row| row.is_due(&wanted)).collect();
            due.sort_by_key(|row| (row.entry.lane as u8, row.listed.due));
            let mut claimed = Vec::new();
            for row in due.into_iter().take(wanted.limit) {
                if !wanted.gives(claimed.last().map(|last: &Claimed| last.unended), row.is_leased) {
                    break;
                }
                claimed.push(row.claim(&wanted));
            }
            claimed
        });
        through(&self.claims, claimed)
    }

    fn renew(&self, leases: Vec<Lease>, until: Timestamp) -> Answer<'_, Vec<bool>> {
        self.answer(move |rows| {
            let mut renew =
                |lease| held(rows, lease).map(|row| row.listed.due = Some(until)).is_some();
            leases.into_iter().map(&mut renew).collect()
        })
    }

    fn settle(&self, lease: Lease, outcome: Settled) -> Answer<'_, bool> {
        let settled =
            self.answer(move |rows| held(rows, lease).map(|row| row.settle(outcome)).is_some());
        through(&self.settles, settled)
    }

    fn list(&self, state: State, after: u64, limit: usize) -> Answer<'_, Vec<Listed>> {
        self.answer(move |rows| {
            let all = rows.iter().map(|row| row.listed.clone());
            all.filter(|entry| entry.state == state && entry.id > after).take(limit).collect()
        })
    }

    fn depth(&self) -> Answer<'_, Depth> {
        self.answer(|rows| {
            let waiting = rows.iter().filter(|row| row.listed.state == State::Waiting);
            let opt_outs = waiting.clone().filter(|row| row.entry.lane == Lane::OptOuts);
            Depth {
                waiting: waiting.count() as u64,
                waiting_opt_outs: opt_outs.count() as u64,
                ..Depth::default()
            }
        })
    }

    fn keep_words(&self, words: String) -> Answer<'_, ()> {
        self.answer(|_| *self.words.lock().unwrap() = Some(words))
    }

    fn words(&self) -> Answer<'_, Option<String>> {
        self.answer(|_| self.words.lock().unwrap().clone())
    }

    fn purge(&self, _: Kept) -> Answer<'_, usize> {
        self.answer(|_| 0)
    }

    fn consents_of(&self, persons: Vec<String>) -> Answer<'_, Vec<Consent>> {
        self.withdrawn(|between| persons.contains(&between.person))
    }

    fn consents(&self, _: Option<Pair>, _: usize) -> Answer<'_, Vec<Consent>> {
        self.withdrawn(|_| true)
    }

    // What neither workers nor a spool ask for.

    fn show(&self, _: u64) -> Answer<'_, Option<Shown>> {
        unasked()
    }

    fn replay(&self, _: u64, _: Option<Entry>, _: Timestamp) -> Answer<'_, Anew> {
        unasked()
    }

    fn forget(&self, _: Vec<u64>, _: Timestamp) -> Answer<'_, ()> {
        unasked()
    }

    fn scan(&self, _: u64, _: usize) -> Answer<'_, Vec<Shown>> {
        unasked()
    }

    fn scrub(&self) -> Answer<'_, ()> {
        unasked()
    }

    fn consent(&self, _: Vec<Consent>) -> Answer<'_, ()> {
        unasked()
    }

    fn rename_person(&self, _: String, _: String) -> Answer<'_, ()> {
        unasked()
    }

    fn receipts_of(&self, _: String) -> Answer<'_, Vec<Receipt>> {
        unasked()
    }

    fn receipts(&self, _: Option<String>, _: usize) -> Answer<'_, Vec<Receipt>> {
        unasked()
    }

    fn erasure_key(&self) -> Answer<'_, [u8; 32]> {
        unasked()
    }

    fn close(&self) -> Closing<'_> {
        Box::pin(ready(()))
    }
}
