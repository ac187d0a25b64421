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

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn effects_leave_in_the_order_of_time_and_else_in_that_of_their_causes() {
        let causes = [(ms(10), 'a'), (ms(5), 'b'), (ms(0), 'c'), (ms(100), 'd')];
        let effects = |cause| vec![(ms(0), (cause, 1)), (ms(20), (cause, 2))];
        let left: Vec<_> = Timeline::new(causes, effects).collect();
        let expected = [
            (ms(10), ('a', 1)),
            (ms(5), ('b', 1)),
            (ms(0), ('c', 1)),
            (ms(15), ('a', 2)),
            (ms(5), ('b', 2)),
            (ms(0), ('c', 2)),
            (ms(80), ('d', 1)),
            (ms(20), ('d', 2)),
        ];
        assert_eq!(left, expected);
    }

    #[test]
    fn a_cause_without_effects_takes_its_time() {
        let effects = |nth: u32| if nth == 2 { vec![] } else { vec![(ms(0), nth)] };
        let left: Vec<_> = Timeline::new((1..=3).map(|nth| (ms(7), nth)), effects).collect();
        assert_eq!(left, [(ms(7), 1), (ms(14), 3)]);
    }

    #[test]
    fn only_what_is_not_yet_due_is_held() {
        let causes = (0..u64::MAX).map(|nth| (ms(1), nth));
        let mut timeline = Timeline::new(causes, |nth| vec![(ms(0), nth), (ms(50), nth)]);
        for _ in 0..10_000 {
            timeline.next();
            assert!(timeline.pending.len() <= 52, "{}", timeline.pending.len());
        }
    }

    #[test]
    fn no_cause_is_taken_before_the_effects_that_are_due() {
        let mut taken = 0;
        let causes = (0..10).map(|nth| (ms(0), nth));
        let mut timeline = Timeline::new(causes, |nth| {
            taken += 1;
            vec![(ms(0), nth)]
        });
        assert_eq!(timeline.next(), Some((ms(0), 0)));
        assert_eq!(timeline.next(), Some((ms(0), 1)));
        drop(timeline);
        assert_eq!(taken, 2);
    }

    #[test]
    fn time_that_is_more_than_can_be_told_is_the_most_that_can() {
        let causes = [(Duration::MAX, 1), (Duration::MAX, 2)];
        let left: Vec<_> = Timeline::new(causes, |nth| vec![(ms(1), nth)]).collect();
        assert_eq!(left, [(Duration::MAX, 1), (ms(0), 2)]);
    }
}
