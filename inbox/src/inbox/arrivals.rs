use tokio::sync::watch;

use crate::entry::Lane;

/// Tells the workers of this process that something waits, so that they need not look to know.
#[derive(Default)]
pub(crate) struct Arrivals {
    opt_outs: watch::Sender<()>,
    all: watch::Sender<()>,
}

impl Arrivals {
    /// Something waits in a lane.
    pub(crate) fn announce(&self, lane: Lane) {
        self.all.send_replace(());
        if lane == Lane::OptOuts {
            self.opt_outs.send_replace(());
        }
    }

    /// Those of opt-outs, or of all.
    pub(crate) fn of(&self, opt_outs_only: bool) -> watch::Receiver<()> {
        if opt_outs_only { self.opt_outs.subscribe() } else { self.all.subscribe() }
    }
}
