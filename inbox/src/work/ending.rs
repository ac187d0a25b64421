use std::time::Duration;

use jiff::Timestamp;
use kudosity_webhook::event::EventError;

use super::crew::Crew;
use super::failed::{Failed, Then, shortened};
use crate::clock::from_now;
use crate::store::{Claimed, Settled};

/// How an attempt ended.
pub(super) enum Ending {
    Done,
    Failed(Failed),
    TimedOut,
    /// With this message.
    Panicked(String),
    /// It was not run: its attempts were used up before.
    UsedUp,
    /// It was not run: this version does not read the body.
    Unreadable(EventError),
    /// It was let go, because the workers stop.
    Released,
}

impl Ending {
    /// For logs.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed(_) => "failed",
            Self::TimedOut => "timed out",
            Self::Panicked(_) => "panicked",
            Self::UsedUp => "used up",
            Self::Unreadable(_) => "unreadable",
            Self::Released => "released",
        }
    }
}

impl Crew {
    /// What is stored of how an attempt to work an event ended.
    pub(super) fn settled(&self, claimed: &Claimed, ending: Ending) -> Settled {
        let at = Timestamp::now();
        let counters = self.inbox.counters();
        let (pause, problem) = match ending {
            Ending::Done => return Settled::Done { at },
            Ending::Released => {
                return Settled::Released { due: at, unended: claimed.unended };
            }
            Ending::UsedUp => return Settled::Parked { at, problem: used_up(claimed.attempt - 1) },
            Ending::Unreadable(error) => {
                return Settled::Parked { at, problem: error.to_string() };
            }
            Ending::Failed(failed) => match failed.then {
                Then::Park => return Settled::Parked { at, problem: failed.into_problem() },
                Then::Retry => (None, failed.into_problem()),
                Then::RetryAfter(pause) => (Some(pause), failed.into_problem()),
            },
            Ending::TimedOut => {
                counters.timed_out.count();
                (None, self.took_too_long())
            }
            Ending::Panicked(message) => {
                counters.panicked.count();
                (None, shortened(format!("the handler panicked: {message}")))
            }
        };
        self.again(claimed, pause, problem)
    }

    /// It is tried again, if it may be.
    fn again(&self, claimed: &Claimed, pause: Option<Duration>, problem: String) -> Settled {
        if claimed.attempt >= self.terms.max_attempts {
            return Settled::Parked { at: Timestamp::now(), problem };
        }
        let back_off = || self.terms.back_off.after(claimed.attempt, claimed.lease.id);
        let pause = pause.unwrap_or_else(back_off);
        Settled::Retry { due: from_now(pause), problem }
    }

    fn took_too_long(&self) -> String {
        format!("the handler took longer than {:?}", self.terms.time_limit)
    }
}

/// What is wrong with an event whose last attempt is this one.
fn used_up(last: u32) -> String {
    format!(
        "attempt {last} came to no end, and was the last: the process was killed, or could not reach the \
         database, while the event was worked"
    )
}
