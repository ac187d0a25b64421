use std::time::Duration;

use examples_common::Failure;
use kudosity_webhook_simulator::client::Target;
use kudosity_webhook_simulator::provider::{Provider, Registration};
use kudosity_webhook_simulator::scenario::{LATE, Scenario};
use kudosity_webhook_simulator::sender::{Pace, RetrySchedule, Sender};

use crate::ledger::Ledger;

/// So many times faster than it would be: the last event comes two minutes after the last message.
const FASTER: u32 = 40;

/// Sends a campaign, delivers its events as badly as a provider may, and keeps account of it.
pub(crate) async fn send(url: &str, recipients: u64, seed: u64) -> Result<Ledger, Failure> {
    let mut provider = Provider::seeded(seed);
    let other = Registration::new("8e81973e-0bec-47b0-b898-d190f9ebdacc", "consent");
    let campaign = Scenario::campaign(&mut provider, recipients)
        .repeated(3, Duration::ZERO)
        .repeated(5, LATE)
        .reordered(Duration::from_secs(90))
        .also_for(other)
        .with_unknown_fields(10)
        .faster(FASTER);

    let pauses = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(5)];
    let sender = Sender::new(Target::parse(url)?).retrying(RetrySchedule::new(pauses));
    let mut ledger = Ledger::default();
    let tell = |planned: &_, attempt: &_| ledger.note(planned, attempt);
    sender.play(campaign, Pace::Timed, tell).await;
    Ok(ledger)
}
