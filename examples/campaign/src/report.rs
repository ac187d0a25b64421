use std::collections::BTreeMap;
use std::io::{self, Write};

use kudosity_webhook_inbox::Said;

use crate::ledger::Ledger;
use crate::result::Summary;

/// So many of the persons who opted out are shown.
const SHOWN: usize = 10;

/// Shows what came of the campaign; numbers by their last digits.
pub(crate) fn write(out: &mut impl Write, summary: &Summary, ledger: &Ledger) -> io::Result<()> {
    let (deliveries, events) = (ledger.deliveries, ledger.events.len());
    writeln!(out, "{deliveries} deliveries acknowledged: {events} events, and their repeats")?;
    writeln!(out, "{} events worked\n", summary.times.len())?;

    let mut states: BTreeMap<&str, u64> = BTreeMap::new();
    for receipt in summary.states.values() {
        *states.entry(receipt.status.as_str()).or_default() += 1;
    }
    writeln!(out, "{:<20}  {:>8}", "STATE", "MESSAGES")?;
    for (state, messages) in states {
        writeln!(out, "{state:<20}  {messages:>8}")?;
    }

    writeln!(out, "\n{:<10}  LAST SAID SO", "OPTED OUT")?;
    for person in summary.opted_out.iter().take(SHOWN) {
        let at = person.said.iter().filter_map(|Said { opted_out, .. }| *opted_out).max();
        let at = at.map(|at| format!("{at:.0}")).unwrap_or_default();
        writeln!(out, "{:<10}  {at}", person.person.masked().to_string())?;
    }
    if let Some(more @ 1..) = summary.opted_out.len().checked_sub(SHOWN) {
        writeln!(out, "and {more} more")?;
    }

    let (next, all) = (summary.next.len(), ledger.recipients.len());
    writeln!(out, "\nThe next campaign: {next} recipients of {all}, without those who opted out")
}
