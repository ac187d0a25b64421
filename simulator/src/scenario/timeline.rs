use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::iter::Peekable;
use std::time::Duration;

/// What each of a sequence of causes brings about, at once and later, in the order of time.
///
/// A cause comes with the wait since the one before it, an effect with its delay since its cause; an
/// effect leaves with the wait since the one before it. Only the effects that are not yet due are
/// held.
pub(super) struct Timeline<I: Iterator, F, T> {
    causes: Peekable<I>,
    effects: F,
    /// When the last cause came, since the start.
    came: Duration,
    /// When the last effect left.
    left: Duration,
    pending: BinaryHeap<Reverse<Pending<T>>>,
    count: u64,
}

impl<I, C, F, T> Timeline<I, F, T>
where
    I: Iterator<Item = (Duration, C)>,
    F: FnMut(C) -> Vec<(Duration, T)>,
{
    pub(super) fn new(causes: impl IntoIterator<IntoIter = I>, effects: F) -> Self {
        let causes = causes.into_iter().peekable();
        let (came, left) = (Duration::ZERO, Duration::ZERO);
        Self { causes, effects, came, left, pending: BinaryHeap::new(), count: 0 }
    }

    /// Takes the next cause, unless an effect leaves before it comes.
    fn advance(&mut self) -> bool {
        let due = self.pending.peek().map(|Reverse(pending)| pending.due);
        let comes = |(wait, _): &(Duration, C)| {
            let comes = self.came.saturating_add(*wait);
            due.is_none_or(|due| comes < due)
        };
        let Some((wait, cause)) = self.causes.next_if(comes) else { return false };
        self.came = self.came.saturating_add(wait);
        for (delay, effect) in (self.effects)(cause) {
            let due = self.came.saturating_add(delay);
            self.pending.push(Reverse(Pending { due, nth: self.count, effect }));
            self.count += 1;
        }
        true
    }
}

impl<I, C, F, T> Iterator for Timeline<I, F, T>
where
    I: Iterator<Item = (Duration, C)>,
    F: FnMut(C) -> Vec<(Duration, T)>,
{
    type Item = (Duration, T);

    fn next(&mut self) -> Option<Self::Item> {
        while self.advance() {}
        let Reverse(Pending { due, effect, .. }) = self.pending.pop()?;
        let wait = due.saturating_sub(self.left);
        self.left = due;
        Some((wait, effect))
    }
}

/// An effect that is not yet due; of those that are due at once, the first comes first.
struct Pending<T> {
    due: Duration,
    nth: u64,
    effect: T,
}

impl<T> Pending<T> {
    fn place(&self) -> (Duration, u64) {
        (self.due, self.nth)
    }
}

impl<T> PartialEq for Pending<T> {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl<T> Eq for Pending<T> {}

impl<T> PartialOrd for Pending<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Pending<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}
