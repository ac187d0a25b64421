/// How many bytes of bodies it pays to put into one transaction.
const ENOUGH: usize = 8 << 20;

/// The bodies that one transaction carries: others wait for it, and what takes too long is undone.
#[derive(Default)]
pub(crate) struct Load(usize);

impl Load {
    /// What carries bodies of so many bytes.
    pub(crate) fn of(bodies: impl IntoIterator<Item = usize>) -> Self {
        Self(bodies.into_iter().sum())
    }

    /// Whether there is room for another body; for one there is, however large.
    pub(crate) const fn has_room(&self) -> bool {
        self.0 < ENOUGH
    }

    /// Takes a body of so many bytes, if there is room; tells whether there was.
    pub(crate) const fn takes(&mut self, bytes: usize) -> bool {
        let has_room = self.has_room();
        if has_room {
            self.0 = self.0.saturating_add(bytes);
        }
        has_room
    }
}
