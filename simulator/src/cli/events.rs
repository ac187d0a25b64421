use std::io::{self, Write};

use clap::Args;
use kudosity_webhook::jiff::Timestamp;
use kudosity_webhook_simulator::provider::Provider;

use crate::ending::Failure;

/// What the events are made up from.
#[derive(Args)]
pub(crate) struct MadeUp {
    /// The number that the events are made up from; without one it is any, and shown
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// When the first event happens, such as 2026-03-02T01:12:00Z; without it, now
    #[arg(long, value_name = "TIMESTAMP")]
    at: Option<Timestamp>,
}

impl MadeUp {
    /// The provider that tells of them. What it takes to have the same again is shown.
    pub(crate) fn provider(&self) -> Result<Provider, Failure> {
        let now = Timestamp::now();
        let seed = match self.seed {
            Some(seed) => seed,
            None => random()?,
        };
        let at = self.at.unwrap_or(now);
        if self.seed.is_none() || self.at.is_none() {
            // Nothing depends on its being read.
            let _ = writeln!(io::stderr(), "The same events again: --seed {seed} --at {at}");
        }
        Ok(Provider::seeded(seed).starting_at(at))
    }
}

/// A seed that is short enough to be typed.
fn random() -> Result<u64, Failure> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes)
        .map_err(|_| Failure::usage("there is no random seed: give one by --seed"))?;
    Ok(u32::from_ne_bytes(bytes).into())
}
