use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::{CreationError, Histogram};
use kudosity_webhook_simulator::client::Version;
use kudosity_webhook_simulator::sender::Attempt;

use crate::answer::{Tally, error_with_hint};

/// What came of the deliveries of a load.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) tally: Tally,
    pub(super) statuses: BTreeMap<u16, u64>,
    pub(super) errors: BTreeMap<String, u64>,
    /// Of the answers, in microseconds.
    latencies: Histogram<u64>,
    version: Version,
}

/// The percentiles that are shown.
pub(super) const PERCENTILES: [f64; 5] = [50.0, 90.0, 99.0, 99.9, 100.0];

/// No longer latency is told apart, in microseconds: an hour.
const LONGEST: u64 = 3_600_000_000;
/// A latency is kept with so many significant digits.
const DIGITS: u8 = 3;

impl Measured {
    /// Nothing yet, of deliveries by this version.
    pub(super) fn new(version: Version) -> Result<Self, CreationError> {
        let latencies = Histogram::new_with_bounds(1, LONGEST, DIGITS)?;
        let (tally, statuses, errors) = Default::default();
        Ok(Self { tally, statuses, errors, latencies, version })
    }

    /// Adds a delivery that took so long since it was due.
    pub(super) fn add(&mut self, attempt: &Attempt, took: Duration) {
        self.tally.count(attempt);
        match &attempt.answer {
            Ok(answer) => {
                *self.statuses.entry(answer.status.as_u16()).or_default() += 1;
                let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
                self.latencies.saturating_record(micros);
            }
            Err(error) => {
                *self.errors.entry(error_with_hint(error, self.version)).or_default() += 1;
            }
        }
    }

    /// How many were answered.
    pub(super) fn answered(&self) -> u64 {
        self.latencies.len()
    }

    /// So many percent of the answers came within this, in milliseconds.
    pub(super) fn milliseconds(&self, percentile: f64) -> f64 {
        self.latencies.value_at_percentile(percentile) as f64 / 1e3
    }
}
