use std::collections::BTreeMap;

use kudosity_webhook_axum::event::{Address, Id, Receipt};
use kudosity_webhook_inbox::{PersonConsent, StoreError};

use crate::application::{Times, Worked};
use crate::ledger::Ledger;

/// What the inbox made of the campaign.
pub(crate) struct Summary {
    /// How often each event was worked.
    pub(crate) times: Times,
    /// How far each message has come.
    pub(crate) states: BTreeMap<Id, Receipt>,
    /// Who opted out.
    pub(crate) opted_out: Vec<PersonConsent>,
    /// Who is left to be written to next, of those that the campaign wrote to.
    pub(crate) next: Vec<Address>,
}

impl Summary {
    pub(crate) async fn read(worked: &Worked, ledger: &Ledger) -> Result<Self, StoreError> {
        let opt_outs = worked.inbox.opt_outs();
        let mut next: Vec<Address> = ledger.recipients.iter().cloned().collect();
        opt_outs.retain_allowed(&mut next).await?;

        let mut opted_out = Vec::new();
        let mut persons = opt_outs.persons();
        while let Some(page) = persons.next_page().await? {
            opted_out.extend(page.into_iter().filter(PersonConsent::is_opted_out));
        }

        let mut states = BTreeMap::new();
        let mut messages = worked.inbox.delivery_log().states();
        while let Some(page) = messages.next_page().await? {
            states.extend(page.into_iter().map(|receipt| (receipt.id.clone(), receipt)));
        }
        Ok(Self { times: worked.times.clone(), states, opted_out, next })
    }
}
