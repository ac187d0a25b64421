use std::error::Error;
use std::fmt::{self, Write};
use std::time::Duration;

/// A handler did not succeed; whether and when it is tried again.
///
/// Any error becomes one by `?`, and is retried after a back-off. An error that no further attempt
/// mends is said by [`park`](Self::park), one that names its own pause by
/// [`retry_after`](Self::retry_after).
///
/// The text of the error and of its sources is stored with the event, up to 1,000 characters, for
/// [`Inbox::list`](crate::Inbox::list) to show. It is not logged, and not shown by `Debug`: it may quote
/// what a person wrote.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use kudosity_webhook_inbox::{Failed, Stored};
///
/// async fn on_event(stored: Stored) -> Result<(), Failed> {
///     let Some(status) = stored.event.status() else {
///         return Err(Failed::park("only receipts are expected"));
///     };
///     // Any error by `?`: it is retried.
///     let order: u64 = status.message_ref.as_deref().unwrap_or_default().parse()?;
///     if order == 0 {
///         return Err(Failed::retry_after(Duration::from_secs(60), "the order is not there yet"));
///     }
///     Ok(())
/// }
/// ```
#[must_use = "it is what a handler returns"]
pub struct Failed {
    pub(super) then: Then,
    problem: String,
}

/// What is to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    Retry,
    RetryAfter(Duration),
    Park,
}

/// As much of an error is stored.
const MOST_CHARACTERS: usize = 1_000;

impl Failed {
    /// No further attempt would succeed: the event becomes a dead letter at once.
    pub fn park(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Then::Park, reason)
    }

    /// Another attempt may succeed, but not before so long; it counts as any attempt does.
    pub fn retry_after(pause: Duration, reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Then::RetryAfter(pause), reason)
    }

    /// What is stored of the reason.
    pub fn problem(&self) -> &str {
        &self.problem
    }

    pub(super) fn into_problem(self) -> String {
        self.problem
    }

    fn new(then: Then, reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let reason: Box<dyn Error + Send + Sync> = reason.into();
        let mut problem = reason.to_string();
        let mut source = reason.source();
        while let Some(error) = source
            && problem.len() < MOST_CHARACTERS
        {
            // Writing to a string does not fail.
            let _ = write!(problem, ": {error}");
            source = error.source();
        }
        Self { then, problem: shortened(problem) }
    }
}

/// As much of a text as is stored.
pub(super) fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MOST_CHARACTERS) {
        text.truncate(end);
    }
    text
}

/// Not [`Error`] itself, so that every error can become one.
impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::new(Then::Retry, error)
    }
}

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failed")
            .field("then", &self.then)
            .field("problem", &format_args!("{} bytes", self.problem.len()))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the order could not be read")]
    struct Outer(#[source] std::num::ParseIntError);

    #[test]
    fn any_error_is_retried_and_its_sources_are_told() {
        let inner = "x".parse::<u8>().unwrap_err();
        let failed = Failed::from(Outer(inner));
        assert_eq!(failed.then, Then::Retry);
        assert_eq!(failed.problem(), "the order could not be read: invalid digit found in string");
        assert_eq!(Failed::from("as text").problem(), "as text");
        assert_eq!(Failed::from(Box::<dyn Error + Send + Sync>::from("boxed")).problem(), "boxed");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let failed = Failed::park("ß".repeat(5_000));
        assert_eq!(failed.problem().chars().count(), 1_000);
        assert_eq!(failed.then, Then::Park);
    }

    #[test]
    fn what_it_says_is_not_shown_by_debug() {
        let failed = Failed::retry_after(Duration::from_secs(1), "61491570006 is not reachable");
        assert!(!format!("{failed:?}").contains("61491570006"));
    }
}
