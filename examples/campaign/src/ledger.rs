use std::collections::{BTreeMap, BTreeSet, HashSet};

use kudosity_webhook_axum::event::{Address, Event, Fingerprint, Id, Receipt};
use kudosity_webhook_simulator::scenario::Planned;
use kudosity_webhook_simulator::sender::Attempt;

/// What the provider delivered and was acknowledged: what an application must know in the end.
#[derive(Default)]
pub(crate) struct Ledger {
    /// How many deliveries were acknowledged, repeats included.
    pub(crate) deliveries: u64,
    /// How many were given up.
    pub(crate) given_up: u64,
    pub(crate) events: HashSet<Fingerprint>,
    /// How far each message has come.
    pub(crate) states: BTreeMap<Id, Receipt>,
    /// Whom the campaign wrote to.
    pub(crate) recipients: BTreeSet<Address>,
    /// Who opted out of it.
    pub(crate) opted_out: BTreeSet<Address>,
}

impl Ledger {
    pub(crate) fn note(&mut self, planned: &Planned, attempt: &Attempt) {
        if !attempt.accepted() {
            self.given_up += u64::from(attempt.again_after.is_none());
            return;
        }
        self.deliveries += 1;
        self.events.insert(planned.event.fingerprint());
        self.recipients.extend(planned.event.person().map(canonical));
        // Whoever answers STOP has an opt-out told of it as well.
        self.opted_out.extend(planned.event.opt_out().map(|opt_out| canonical(opt_out.person())));
        self.note_receipt(&planned.event);
    }

    fn note_receipt(&mut self, event: &Event) {
        let Some(receipt) = event.receipt() else { return };
        let known = self.states.get(&receipt.id);
        if known.is_none_or(|known| receipt.supersedes(known)) {
            self.states.insert(receipt.id.clone(), receipt);
        }
    }
}

fn canonical(address: &Address) -> Address {
    address.canonical().into()
}
