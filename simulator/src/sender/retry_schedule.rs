use std::borrow::Cow;
use std::time::Duration;

/// How often, and after which pauses, a delivery is tried again that was not acknowledged.
///
/// The provider documents neither its schedule nor its time limit, nor which answers it takes for an
/// acknowledgement. The default is a guess: again after 1 s, 5 s, 30 s and 2 min, for whatever is not
/// answered with a 2xx.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use kudosity_webhook_simulator::sender::RetrySchedule;
///
/// let schedule = RetrySchedule::new([Duration::from_secs(1), Duration::from_secs(5)]);
/// assert_eq!(schedule.pause_after(1), Some(Duration::from_secs(1)));
/// assert_eq!(schedule.pause_after(2), Some(Duration::from_secs(5)));
/// assert_eq!(schedule.pause_after(3), None);
///
/// assert_eq!(RetrySchedule::never().pause_after(1), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetrySchedule {
    pauses: Cow<'static, [Duration]>,
}

impl RetrySchedule {
    /// Tries again after each of these pauses, until it is acknowledged.
    pub fn new(pauses: impl Into<Vec<Duration>>) -> Self {
        Self { pauses: Cow::Owned(pauses.into()) }
    }

    /// Tries once, and never again.
    pub fn never() -> Self {
        Self { pauses: Cow::Borrowed(&[]) }
    }

    /// The pauses, the first after the first attempt.
    pub fn pauses(&self) -> &[Duration] {
        &self.pauses
    }

    /// How long to wait after this many attempts failed; `None`, where it is given up.
    pub fn pause_after(&self, attempts: usize) -> Option<Duration> {
        self.pauses.get(attempts.checked_sub(1)?).copied()
    }
}

/// A guess.
impl Default for RetrySchedule {
    fn default() -> Self {
        const GUESS: &[Duration] = &[
            Duration::from_secs(1),
            Duration::from_secs(5),
            Duration::from_secs(30),
            Duration::from_secs(120),
        ];
        Self { pauses: Cow::Borrowed(GUESS) }
    }
}
