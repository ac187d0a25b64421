use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

/// Pauses that double, from a first one up to a longest, each shortened by up to a half so that what
/// failed together is not tried together again.
#[derive(Clone, Copy, Debug)]
pub(super) struct BackOff {
    pub(super) first: Duration,
    pub(super) longest: Duration,
}

impl BackOff {
    /// Between attempts to reach the store.
    pub(super) const OF_STORE: Self =
        Self { first: Duration::from_millis(200), longest: Duration::from_secs(10) };

    /// The pause after so many failures of the same thing. By how much it is shortened is the thing's
    /// own, without a generator of random numbers.
    pub(super) fn after(self, failures: u32, of: u64) -> Duration {
        let doublings = failures.saturating_sub(1).min(31);
        let whole = self.first.saturating_mul(1 << doublings).min(self.longest);
        let mut hasher = DefaultHasher::new();
        (failures, of).hash(&mut hasher);
        // The upper 32 bits, as a fraction of what they can be.
        let fraction = (hasher.finish() >> 32) as f64 / f64::from(u32::MAX);
        whole - (whole / 2).mul_f64(fraction.min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_pause_doubles_until_it_is_the_longest() {
        let back_off = BackOff { first: SECOND, longest: 60 * SECOND };
        for (failures, whole) in [(0, 1), (1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (u32::MAX, 60)]
        {
            let pause = back_off.after(failures, 7);
            let whole = whole * SECOND;
            assert!(whole / 2 <= pause && pause <= whole, "{failures}: {pause:?}");
        }
    }

    #[test]
    fn what_failed_together_is_not_tried_together() {
        let back_off = BackOff { first: 1_000 * SECOND, longest: 1_000 * SECOND };
        let mut pauses: Vec<_> = (0..1_000).map(|of| back_off.after(1, of).as_secs()).collect();
        pauses.sort_unstable();
        let [first, last] = [pauses[0], pauses[999]];
        assert!(first < 510 && last > 990, "{first} to {last}");
        assert!(pauses.windows(2).all(|two| two[1] - two[0] < 10), "with no gap");
    }

    #[test]
    fn a_back_off_of_any_length_gives_a_pause() {
        let longest = BackOff { first: Duration::MAX, longest: Duration::MAX };
        assert!(longest.after(u32::MAX, 1) >= Duration::MAX / 2);
        let none = BackOff { first: Duration::ZERO, longest: Duration::ZERO };
        assert_eq!(none.after(1, 1), Duration::ZERO);
    }
}
