use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use sqlx::PgConnection;

use super::super::instant::stored;
use super::super::{Lease, Settled, State};
use super::fault::Fault;
use super::group::Grouped;
use super::link::Link;
use super::value::key;

/// The end of a lease.
#[derive(Clone)]
pub(super) struct Settle {
    pub(super) lease: Lease,
    pub(super) outcome: Arc<Settled>,
}

/// What of an entry it changes.
#[derive(Default)]
struct Row<'a> {
    state: i16,
    due: Option<i64>,
    ended_at: Option<i64>,
    problem: Option<&'a [u8]>,
    /// How many attempts do not count.
    uncounted: i32,
    /// It came to no end before, nor did it now.
    unended: bool,
}

/// Ends leases that are held, in the order of their ids.
const SETTLE: &str = "WITH held AS MATERIALIZED ( \
         SELECT entry.id, given.* FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], \
             $4::bigint[], $5::bigint[], $6::bytea[], $7::int[], $8::boolean[]) \
             AS given (held, token, next, next_due, ended, said, uncounted, unended) \
         JOIN kudosity_inbox.entry ON entry.id = held AND lease = token \
         WHERE state = 0 ORDER BY entry.id FOR UPDATE OF entry \
     ) UPDATE kudosity_inbox.entry SET state = next, due = next_due, ended_at = ended, \
         lease = CASE WHEN unended THEN nextval('kudosity_inbox.lease') END, attempts = greatest(attempts - uncounted, 0), \
         problem = CASE uncounted WHEN 0 THEN said ELSE problem END \
     FROM held WHERE entry.id = held.id RETURNING held.id, token";

impl Grouped for Settle {
    type Answer = bool;

    fn weight(&self) -> usize {
        match &*self.outcome {
            Settled::Retry { problem, .. } | Settled::Parked { problem, .. } => problem.len(),
            Settled::Done { .. } | Settled::Released { .. } => 0,
        }
    }

    async fn commit(link: &Link, group: Arc<[Self]>) -> Result<Vec<bool>, Fault> {
        link.run(move |db| Box::pin(settle(db, group))).await
    }
}

async fn settle(db: &mut PgConnection, group: Arc<[Settle]>) -> Result<Vec<bool>, Fault> {
    // Of those that end the same lease, the first.
    let mut leases = HashSet::new();
    let ends: Vec<bool> = group.iter().map(|settle| leases.insert(settle.lease)).collect();
    let firsts = || group.iter().zip(&ends).filter(|(_, first)| **first).map(|(settle, _)| settle);
    let rows: Vec<Row<'_>> = firsts().map(|settle| Row::of(&settle.outcome)).collect();
    let settled = sqlx::query_as(SETTLE)
        .bind(firsts().map(|settle| key(settle.lease.id)).collect::<Vec<_>>())
        .bind(firsts().map(|settle| settle.lease.token).collect::<Vec<_>>())
        .bind(column(&rows, |row| row.state))
        .bind(column(&rows, |row| row.due))
        .bind(column(&rows, |row| row.ended_at))
        .bind(column(&rows, |row| row.problem))
        .bind(column(&rows, |row| row.uncounted))
        .bind(column(&rows, |row| row.unended));
    let held: Vec<(i64, i64)> = settled.fetch_all(db).await?;
    let held: HashSet<_> = held.into_iter().collect();
    let was_held = |settle: &Settle| held.contains(&(key(settle.lease.id), settle.lease.token));
    Ok(group.iter().zip(ends).map(|(settle, first)| first && was_held(settle)).collect())
}

fn column<'a, T>(rows: &[Row<'a>], value: impl Fn(&Row<'a>) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

impl<'a> Row<'a> {
    fn of(outcome: &'a Settled) -> Self {
        let ended = |state: State, at: &Timestamp| Self {
            state: state.number(),
            ended_at: Some(stored(*at)),
            ..Self::default()
        };
        let waits = |due: &Timestamp| Self { due: Some(stored(*due)), ..Self::default() };
        match outcome {
            Settled::Done { at } => ended(State::Done, at),
            Settled::Retry { due, problem } => {
                Self { problem: Some(problem.as_bytes()), ..waits(due) }
            }
            Settled::Parked { at, problem } => {
                Self { problem: Some(problem.as_bytes()), ..ended(State::Parked, at) }
            }
            Settled::Released { due, unended } => {
                Self { uncounted: 1, unended: *unended, ..waits(due) }
            }
        }
    }
}
