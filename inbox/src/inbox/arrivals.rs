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

    /// Those of one lane, or of all.
    pub(crate) fn of(&self, lane: Option<Lane>) -> watch::Receiver<()> {
        match lane {
            Some(Lane::OptOuts) => self.opt_outs.subscribe(),
            Some(Lane::Others) | None => self.all.subscribe(),
        }
    }
}
