use std::time::Duration;

use kudosity_webhook::bytes::Bytes;
use kudosity_webhook_simulator::provider::Provider;
use tokio::time::Instant;

/// What is to be delivered, and when.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) due: Instant,
    pub(super) body: Bytes,
}

/// The deliveries of a load, one after the other.
#[derive(Debug)]
pub(super) struct Tickets {
    provider: Provider,
    plan: Plan,
    /// When the first was asked for.
    began: Option<Instant>,
    issued: u64,
    last: Option<Bytes>,
    /// How much of a repeat is due, in hundredths.
    repeats_due: u8,
}

/// How many there are, and how fast they come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) requests: Option<u64>,
    pub(super) duration: Option<Duration>,
    /// A second; as fast as they are answered, where there is none.
    pub(super) rate: Option<u32>,
    /// How many in a hundred are what was delivered just before.
    pub(super) repeats: u8,
}

impl Tickets {
    pub(super) fn new(provider: Provider, plan: Plan) -> Self {
        Self { provider, plan, began: None, issued: 0, last: None, repeats_due: 0 }
    }

    /// How many there will be, if that is known.
    pub(super) fn total(&self) -> Option<u64> {
        self.plan.requests
    }

    /// The next delivery, unless all have been made or the time is over.
    pub(super) fn take(&mut self) -> Option<Ticket> {
        if self.plan.requests.is_some_and(|requests| self.issued >= requests) {
            return None;
        }
        let began = *self.began.get_or_insert_with(Instant::now);
        let due = self.plan.rate.map(|rate| began + due_after(self.issued, rate));
        let now = Instant::now();
        let begins = due.map_or(now, |due| due.max(now));
        if self.plan.duration.is_some_and(|duration| begins >= began + duration) {
            return None;
        }
        self.issued += 1;
        let body = self.body();
        // What it takes to make a body up is no latency of the server's.
        Some(Ticket { due: due.unwrap_or_else(Instant::now), body })
    }

    /// For how long they have been taken.
    pub(super) fn elapsed(&self) -> Duration {
        self.began.map_or(Duration::ZERO, |began| began.elapsed())
    }

    /// How many were due by the rate and were not taken.
    pub(super) fn not_begun(&self) -> u64 {
        let Plan { requests, duration, rate, .. } = self.plan;
        let Some(rate) = rate else { return 0 };
        let elapsed = self.elapsed();
        let due = due_within(duration.map_or(elapsed, |duration| duration.min(elapsed)), rate);
        requests.map_or(due, |requests| requests.min(due)).saturating_sub(self.issued)
    }

    fn body(&mut self) -> Bytes {
        if let Some(last) = &self.last {
            self.repeats_due += self.plan.repeats;
            if self.repeats_due >= 100 {
                self.repeats_due -= 100;
                return last.clone();
            }
        }
        let body = self.provider.any_event().body();
        self.last = Some(body.clone());
        body
    }
}

const NANOS: u128 = Duration::from_secs(1).as_nanos();

/// When the nth is due, from 0.
fn due_after(nth: u64, rate: u32) -> Duration {
    let nanos = u128::from(nth) * NANOS / u128::from(rate);
    Duration::from_nanos(nanos.try_into().unwrap_or(u64::MAX))
}

/// How many are due in this time.
fn due_within(time: Duration, rate: u32) -> u64 {
    let due = (time.as_nanos() * u128::from(rate)).div_ceil(NANOS);
    due.try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::HashSet;

    use super::*;

    const NONE: Plan = Plan { requests: None, duration: None, rate: None, repeats: 0 };

    fn tickets(plan: Plan) -> Tickets {
        Tickets::new(Provider::seeded(1), plan)
    }

    #[test]
    fn as_many_are_repeats_as_is_asked_for() {
        for (repeats, different) in [(0, 100), (10, 91), (50, 51), (100, 1)] {
            let mut tickets = tickets(Plan { requests: Some(100), repeats, ..NONE });
            let bodies: Vec<_> =
                std::iter::from_fn(|| tickets.take()).map(|ticket| ticket.body).collect();
            let distinct: HashSet<_> = bodies.iter().collect();
            assert_eq!((bodies.len(), distinct.len()), (100, different), "{repeats}");
        }
    }

    #[test]
    fn a_rate_says_when_each_is_due() {
        let duration = Some(Duration::from_secs(2));
        let mut tickets = tickets(Plan { rate: Some(4), duration, ..NONE });
        let due: Vec<_> = std::iter::from_fn(|| tickets.take()).map(|ticket| ticket.due).collect();
        let due: Vec<_> =
            due.iter().map(|due| (*due - tickets.began.unwrap()).as_millis()).collect();
        assert_eq!(due, [0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750]);
        assert_eq!(tickets.not_begun(), 0);
    }

    #[test]
    fn the_time_is_over_also_for_what_was_due_and_was_not_begun() {
        let duration = Some(Duration::from_secs(2));
        for (requests, not_begun) in [(None, 7), (Some(5), 4)] {
            let mut tickets = tickets(Plan { rate: Some(4), duration, requests, ..NONE });
            assert!(tickets.take().is_some());
            tickets.began = tickets.began.map(|began| began - Duration::from_secs(2));
            assert!(tickets.take().is_none());
            assert_eq!(tickets.not_begun(), not_begun, "{requests:?}");
        }
    }
}
