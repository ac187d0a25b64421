use std::convert::Infallible;
use std::iter::Peekable;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::{Instant, sleep, sleep_until};

use super::{Attempt, Sender};
use crate::scenario::Planned;

/// No more deliveries are under way at once; one that waits to be tried again is, too.
const AT_ONCE: usize = 1_000;

/// No wait is longer: an instant cannot be as late as any wait says.
const LONGEST_WAIT: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// When a planned delivery begins, as long as no more than 1,000 are under way, those included that wait
/// to be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pace {
    /// At its time, whether or not those before it are answered, as the provider does.
    Timed,
    /// Once those before it are answered, without its wait: so they come in the order of the plan,
    /// except for what is tried again, whose pauses are kept.
    InOrder,
}

impl Sender {
    /// Delivers what is planned, again where it is not accepted, and tells of every try.
    ///
    /// What is under way when this is dropped is given up.
    pub async fn play(
        &self,
        plan: impl IntoIterator<Item = Planned>,
        pace: Pace,
        mut tell: impl FnMut(&Planned, &Attempt),
    ) {
        let tell = |planned: &Planned, attempt: &Attempt| {
            tell(planned, attempt);
            Ok::<_, Infallible>(())
        };
        let Ok(()) = self.try_play(plan, pace, tell).await;
    }

    /// Delivers as [`play`](Self::play) does, as long as what is told of it can be taken.
    ///
    /// # Errors
    ///
    /// The first error of `tell`, and what is under way is given up then.
    pub async fn try_play<E>(
        &self,
        plan: impl IntoIterator<Item = Planned>,
        pace: Pace,
        mut tell: impl FnMut(&Planned, &Attempt) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut plan = Plan { rest: plan.into_iter().peekable(), pace, due: Instant::now() };
        let mut under_way = FuturesUnordered::new();
        let mut first_tries = 0;
        loop {
            let in_turn = pace == Pace::Timed || first_tries == 0;
            let tried = tokio::select! {
                Some(planned) = plan.next(), if in_turn && under_way.len() < AT_ONCE => {
                    first_tries += 1;
                    under_way.push(self.try_after(Duration::ZERO, 1, planned));
                    continue;
                }
                Some(tried) = under_way.next() => tried,
                else => return Ok(()),
            };
            let (planned, attempt) = tried;
            first_tries -= usize::from(attempt.number == 1);
            tell(&planned, &attempt)?;
            if let Some(pause) = attempt.again_after {
                under_way.push(self.try_after(pause, attempt.number + 1, planned));
            }
        }
    }

    async fn try_after(
        &self,
        pause: Duration,
        number: u32,
        planned: Planned,
    ) -> (Planned, Attempt) {
        sleep(pause).await;
        let attempt = self.attempt(number, planned.body()).await;
        (planned, attempt)
    }
}

/// What is still to be begun.
struct Plan<I: Iterator> {
    rest: Peekable<I>,
    pace: Pace,
    /// When the one before was due.
    due: Instant,
}

impl<I: Iterator<Item = Planned>> Plan<I> {
    /// The next delivery at its time; nothing is lost where this is dropped before.
    async fn next(&mut self) -> Option<Planned> {
        let planned = self.rest.peek()?;
        if self.pace == Pace::Timed {
            let due = self.due + planned.wait.min(LONGEST_WAIT);
            sleep_until(due).await;
            self.due = due;
        }
        self.rest.next()
    }
}
