use std::collections::BTreeSet;

use kudosity_webhook_axum::event::Address;

use crate::ledger::Ledger;
use crate::result::Summary;

/// What the inbox has otherwise than the provider: nothing, if all is well.
pub(crate) fn faults(summary: &Summary, ledger: &Ledger) -> Vec<String> {
    let unworked = ledger.events.iter().filter(|event| !summary.times.contains_key(event));
    let invented = summary.times.keys().filter(|event| !ledger.events.contains(event));
    let again = summary.times.values().filter(|times| **times > 1);
    let states = ledger.states.iter().filter(|(id, state)| summary.states.get(*id) != Some(*state));
    let messages = summary.states.keys().filter(|id| !ledger.states.contains_key(*id));
    let listed: BTreeSet<Address> =
        summary.opted_out.iter().map(|person| person.person.clone()).collect();
    let next: BTreeSet<Address> = summary.next.iter().cloned().collect();
    let allowed: BTreeSet<Address> =
        ledger.recipients.difference(&ledger.opted_out).cloned().collect();
    [
        (usize::from(ledger.events.is_empty()), "the provider delivered nothing at all"),
        (number(ledger.given_up), "deliveries were never acknowledged"),
        (unworked.count(), "acknowledged events were not worked"),
        (invented.count(), "events were worked that nobody sent"),
        (again.count(), "events were worked more than once"),
        (states.count(), "messages have another state than their receipts say"),
        (messages.count(), "messages are known that nobody sent"),
        (ledger.opted_out.difference(&listed).count(), "persons opted out and are not listed"),
        (listed.difference(&ledger.opted_out).count(), "persons are listed and did not opt out"),
        (next.difference(&allowed).count(), "persons would be written to who opted out"),
        (allowed.difference(&next).count(), "persons would be left out who did not opt out"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, fault)| format!("{count}: {fault}"))
    .collect()
}

fn number(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::{BTreeMap, HashMap};

    use kudosity_webhook_axum::event::{Channel, MessageStatus};
    use kudosity_webhook_simulator::provider::Provider;

    use super::*;

    #[test]
    fn what_an_inbox_lost_or_made_up_is_said() {
        let mut provider = Provider::seeded(1);
        let receipt = provider.receipt(Channel::Sms, MessageStatus::Sent).event();
        let (state, person) = (receipt.receipt().unwrap(), receipt.person().unwrap().clone());
        let mut ledger = Ledger { deliveries: 1, ..Ledger::default() };
        ledger.events.insert(receipt.fingerprint());
        ledger.states.insert(state.id.clone(), state.clone());
        ledger.recipients.insert(person.clone());
        ledger.opted_out.insert(person.clone());

        let nothing = Summary {
            times: HashMap::new(),
            states: BTreeMap::new(),
            opted_out: Vec::new(),
            next: vec![person],
        };
        let lost = faults(&nothing, &ledger);
        for fault in ["were not worked", "another state", "are not listed", "who opted out"] {
            assert!(lost.iter().any(|lost| lost.contains(fault)), "{fault}: {lost:?}");
        }
        let twice = Summary {
            times: HashMap::from([(receipt.fingerprint(), 2)]),
            states: BTreeMap::from([(state.id.clone(), state)]),
            ..nothing
        };
        let made_up = faults(&twice, &Ledger::default());
        for fault in ["nobody sent", "more than once", "nothing at all", "messages are known"] {
            assert!(made_up.iter().any(|lost| lost.contains(fault)), "{fault}: {made_up:?}");
        }
    }
}
