use std::convert::identity;
use std::fmt;
use std::time::Duration;

use super::Planned;
use super::timeline::Timeline;
use crate::provider::Dice;

/// Deliveries that belong together in time.
///
/// [`message`](Self::message), [`conversation`](Self::conversation) and [`campaign`](Self::campaign)
/// are what happens, and any other plan can be one by [`new`](Self::new). What goes wrong is put on
/// top, in any order and number, and holds no more than the deliveries that it has made late. Chance
/// comes from the seed: the same calls give the same deliveries.
#[must_use = "a scenario is an iterator: it does nothing until it is sent"]
pub struct Scenario {
    plan: Box<dyn Iterator<Item = Planned> + Send>,
    dice: Dice,
}

impl Scenario {
    /// These deliveries; the seed decides whatever is left to chance in what is put on top.
    pub fn new<P>(seed: u64, plan: P) -> Self
    where
        P: IntoIterator<Item = Planned, IntoIter: Send + 'static>,
    {
        Self { plan: Box::new(plan.into_iter()), dice: Dice::seeded(seed) }
    }

    /// In a fraction of the time: each wait is divided, and by 0 there is none. The timestamps of the
    /// events stay.
    pub fn faster(self, times: u32) -> Self {
        let Self { plan, dice } = self;
        let plan = plan.map(move |planned| {
            let wait = planned.wait.checked_div(times).unwrap_or_default();
            Planned { wait, ..planned }
        });
        Self { plan: Box::new(plan), dice }
    }

    /// Replaces each delivery by others, each delayed by as much as is said.
    pub(super) fn replaced<F>(self, replace: F) -> Self
    where
        F: FnMut(Planned, &mut Dice) -> Vec<(Duration, Planned)> + Send + 'static,
    {
        self.replaced_by(replace, identity)
    }

    /// Replaces each delivery by what others are made of when they are due.
    pub(super) fn replaced_by<T, F, G>(self, mut replace: F, mut make: G) -> Self
    where
        T: Send + 'static,
        F: FnMut(Planned, &mut Dice) -> Vec<(Duration, T)> + Send + 'static,
        G: FnMut(T) -> Planned + Send + 'static,
    {
        let Self { plan, mut dice } = self;
        let mut own = dice.fork();
        let causes = plan.map(|planned| (planned.wait, planned));
        let timeline = Timeline::new(causes, move |planned| replace(planned, &mut own));
        let plan = timeline.map(move |(wait, due)| Planned { wait, ..make(due) });
        Self { plan: Box::new(plan), dice }
    }
}

impl Iterator for Scenario {
    type Item = Planned;

    fn next(&mut self) -> Option<Planned> {
        self.plan.next()
    }
}

impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scenario").finish_non_exhaustive()
    }
}
