use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::{Attempt, Sender};
use crate::scenario::Planned;

/// No more deliveries are under way at once; one that waits to be tried again is, too.
const AT_ONCE: usize = 1_000;

/// No wait is longer: an instant cannot be as late as any wait says.
const LONGEST_WAIT: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// When a planned delivery begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pace {
    /// At its time, whether or not those before it are answered, as the provider does; as long as no more
    /// than 1,000 are under way.
    Timed,
    /// Once those before it are answered, without its wait: so they come in the order of the plan,
    /// except for what is tried again.
    InOrder,
}

/// A delivery that is under way.
struct Try {
    planned: Arc<Planned>,
    body: Bytes,
    attempt: Attempt,
}

impl Sender {
    /// Delivers what is planned, again where it is not accepted, and tells of every try.
    ///
    /// What is under way when this is dropped is given up.
    ///
    /// # Errors
    ///
    /// The first error of `tell`, and what is under way is given up then.
    pub async fn play<E>(
        &self,
        plan: impl IntoIterator<Item = Planned>,
        pace: Pace,
        mut tell: impl FnMut(&Planned, &Attempt) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut plan = plan.into_iter();
        let mut under_way = JoinSet::new();
        let mut first_tries = 0;
        let mut due = Instant::now();
        let mut next = plan.next();
        loop {
            let may_begin = match pace {
                Pace::Timed => under_way.len() < AT_ONCE,
                Pace::InOrder => first_tries == 0,
            };
            let at = match (&next, pace) {
                (Some(planned), Pace::Timed) => due + planned.wait.min(LONGEST_WAIT),
                _ => due,
            };
            tokio::select! {
                () = sleep_until(at), if may_begin && next.is_some() => {
                    due = at;
                    if let Some(planned) = next.take() {
                        first_tries += 1;
                        let body = planned.body();
                        self.begin(&mut under_way, Duration::ZERO, 1, Arc::new(planned), body);
                    }
                    next = plan.next();
                }
                Some(Ok(Try { planned, body, attempt })) = under_way.join_next() => {
                    first_tries -= usize::from(attempt.number == 1);
                    tell(&planned, &attempt)?;
                    if let Some(pause) = attempt.again_after {
                        self.begin(&mut under_way, pause, attempt.number + 1, planned, body);
                    }
                }
                else => return Ok(()),
            }
        }
    }

    fn begin(
        &self,
        under_way: &mut JoinSet<Try>,
        pause: Duration,
        number: u32,
        planned: Arc<Planned>,
        body: Bytes,
    ) {
        let sender = self.clone();
        under_way.spawn(async move {
            sleep(pause).await;
            let attempt = sender.attempt(number, body.clone()).await;
            Try { planned, body, attempt }
        });
    }
}
