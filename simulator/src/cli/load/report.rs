use std::fmt;
use std::sync::MutexGuard;
use std::time::Duration;

use kudosity_webhook::http::StatusCode;
use serde_json::{Value, json};

use super::measured::{Measured, PERCENTILES};
use super::slow::Seen;
use crate::out::{BAD, GOOD, LABEL, Styled};

/// What a load came to.
#[derive(Debug)]
pub(super) struct Report<'a> {
    pub(super) measured: MutexGuard<'a, Measured>,
    pub(super) elapsed: Duration,
    /// How many were due by the rate and were not begun.
    pub(super) not_begun: u64,
    /// How long it took to open the slow connections, and what was seen of them.
    pub(super) slow: Option<(Duration, Seen)>,
}

impl Report<'_> {
    /// Answers a second.
    fn throughput(&self) -> f64 {
        self.measured.answered() as f64 / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }

    pub(super) fn json(&self) -> Value {
        let Self { measured, elapsed, not_begun, slow } = self;
        let answered = measured.answered() > 0;
        let latencies = PERCENTILES
            .iter()
            .filter(|_| answered)
            .map(|percentile| (key(*percentile), json!(measured.milliseconds(*percentile))));
        json!({
            "accepted": measured.tally.accepted,
            "refused": measured.tally.refused,
            "unanswered": measured.tally.unanswered,
            "not_begun": not_begun,
            "seconds": elapsed.as_secs_f64(),
            "answers_a_second": self.throughput(),
            "statuses": measured.statuses,
            "errors": measured.errors,
            "latency_percentiles_milliseconds": latencies.collect::<serde_json::Map<_, _>>(),
            "slow_connections": slow.as_ref().map(|(opening, seen)| json!({
                "opening_seconds": opening.as_secs_f64(),
                "seen": seen.json(),
            })),
        })
    }
}

/// The name of a percentile in JSON; their order is that of the numbers.
fn key(percentile: f64) -> String {
    if percentile < 100.0 { format!("p{percentile}") } else { "worst".to_owned() }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { measured, elapsed, not_begun, slow } = self;
        let (throughput, seconds) = (self.throughput(), elapsed.as_secs_f64());
        writeln!(f, "{}; {throughput:.1} answers a second in {seconds:.2} s", measured.tally)?;
        for (status, count) in &measured.statuses {
            let status = StatusCode::from_u16(*status).unwrap_or_default();
            let style = if status.is_success() { GOOD } else { BAD };
            writeln!(f, "  {:<32} {count:>10}", Styled(style, status.to_string()))?;
        }
        for (error, count) in &measured.errors {
            writeln!(f, "  {:<32} {count:>10}", Styled(BAD, error))?;
        }
        if *not_begun > 0 {
            let label = Styled(BAD, "Not begun");
            writeln!(f, "{label}  {not_begun} that were due by the rate: raise --concurrency")?;
        }
        if measured.answered() > 0 {
            write!(f, "{}", Styled(LABEL, "Latency"))?;
            for percentile in PERCENTILES {
                let milliseconds = measured.milliseconds(percentile);
                write!(f, "  {percentile}% {milliseconds:.1} ms")?;
            }
            match measured.tally.unanswered {
                0 => writeln!(f)?,
                unanswered => writeln!(f, "  (not counted: {unanswered} without an answer)")?,
            }
        }
        let Some((opening, seen)) = slow else { return Ok(()) };
        let label = Styled(LABEL, "Slow connections");
        writeln!(f, "{label}  {seen}; the first opened in {:.2} s", opening.as_secs_f64())
    }
}
