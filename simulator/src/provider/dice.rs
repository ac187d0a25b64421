use std::ops::RangeInclusive;

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

/// A seeded source of choices.
///
/// It is PCG64, which is fixed by the reference vectors of its authors, and what is made of its
/// numbers is here: so that a seed means the same for good.
#[derive(Clone, Debug)]
pub(crate) struct Dice(Pcg64);

impl Dice {
    /// The choices of a seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(Pcg64::new(seed.into(), 0))
    }

    /// A source of its own, for what is made up later.
    pub(crate) fn fork(&mut self) -> Self {
        Self::seeded(self.number())
    }

    /// Any number.
    pub(crate) fn number(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below the bound; 0 where there is none.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.number()) * u128::from(bound);
        (product >> 64) as u64
    }

    /// A number of a range.
    pub(crate) fn within(&mut self, range: RangeInclusive<u64>) -> u64 {
        let (start, end) = range.into_inner();
        start + self.below(end.saturating_sub(start).saturating_add(1))
    }

    /// Whether this is the one time of so many; never, of none.
    pub(crate) fn one_in(&mut self, times: u32) -> bool {
        self.below(times.into()) == 0 && times != 0
    }

    /// One of the items.
    #[expect(clippy::indexing_slicing, reason = "the index is below the length, which is not 0")]
    pub(crate) fn pick<T: Copy, const N: usize>(&mut self, items: &[T; N]) -> T {
        const { assert!(N > 0) };
        items[self.below(N as u64) as usize]
    }

    /// One of the items, each as often as its weight says.
    pub(crate) fn weighted<T: Copy, const N: usize>(&mut self, items: &[(u64, T); N]) -> T {
        const { assert!(N > 0) };
        let mut left = self.below(items.iter().map(|(weight, _)| weight).sum());
        for (weight, item) in items {
            if left < *weight {
                return *item;
            }
            left -= weight;
        }
        items[0].1
    }

    /// So many characters of the alphabet.
    pub(crate) fn text<const N: usize>(&mut self, alphabet: &[u8; N], length: usize) -> String {
        (0..length).map(|_| char::from(self.pick(alphabet))).collect()
    }

    /// Fills the bytes with anything.
    pub(crate) fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}
