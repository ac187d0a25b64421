use std::io::{self, Write};

use clap::Args;
use kudosity_webhook::SignedReferences;
use kudosity_webhook::authenticate::SignError;
use kudosity_webhook::event::Text;
use kudosity_webhook::jiff::Timestamp;
use kudosity_webhook_simulator::provider::{Provider, Registration};

use crate::ending::Failure;
use crate::values;

/// What the events are made up from.
#[derive(Args)]
pub(crate) struct MadeUp {
    /// The number that the events are made up from; without one it is any, and shown
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// When the first event happens, such as 2026-03-02T01:12:00Z; without it, now
    #[arg(long, value_name = "TIMESTAMP", value_parser = values::instant)]
    at: Option<Timestamp>,
    /// Deliver for the registration of this id, which every event names then: for a receiver with
    /// `only_webhooks`
    #[arg(long, value_name = "ID")]
    webhook_id: Option<String>,
    /// What that registration is called [simulator]
    #[arg(long, value_name = "NAME", requires = "webhook_id")]
    webhook_name: Option<String>,
    /// Sign every reference by the key in this environment variable, `2026-02:KEY`, for the handset of
    /// its event: for a receiver with `SignedReferences`
    #[arg(long, value_name = "VARIABLE")]
    reference_keys_from: Option<String>,
}

impl MadeUp {
    /// Whether anything is said about the events.
    pub(crate) fn is_said(&self) -> bool {
        let Self { seed, at, webhook_id, webhook_name: _, reference_keys_from } = self;
        seed.is_some() || at.is_some() || webhook_id.is_some() || reference_keys_from.is_some()
    }

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
        let mut provider = Provider::seeded(seed).starting_at(at);
        if let Some(id) = &self.webhook_id {
            let name = self.webhook_name.as_deref().unwrap_or("simulator");
            provider = provider.registered_as(Registration::new(id.as_str(), name));
        }
        if let Some(variable) = &self.reference_keys_from {
            let keys = SignedReferences::from_env(variable).map_err(Failure::usage)?;
            provider = provider
                .referring_by(move |reference, handset| signed(&keys, reference, handset.as_str()));
        }
        Ok(provider)
    }
}

/// The reference as the application would have sent it: one that is as long as may be is cut first.
fn signed(keys: &SignedReferences, reference: &Text, handset: &str) -> Text {
    let signed = match keys.sign(reference.as_str(), handset) {
        Err(SignError::TooLong { room }) => {
            keys.sign(reference.chars().take(room).collect::<String>(), handset)
        }
        signed => signed,
    };
    // Made-up handsets have numbers in international form: one that had not would be refused as it is.
    signed.map_or_else(|_| reference.clone(), Text::from)
}

/// A seed that is short enough to be typed.
fn random() -> Result<u64, Failure> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes)
        .map_err(|_| Failure::usage("there is no random seed: give one by --seed"))?;
    Ok(u32::from_ne_bytes(bytes).into())
}
