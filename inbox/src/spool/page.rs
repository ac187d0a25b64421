use bytes::Bytes;

use crate::store::{Engine, Load, Shown, State, StoreError};

/// So many entries are read at once, or fewer, where their bodies are large.
const TOGETHER: usize = 256;

/// Some entries of the file, which are moved together.
pub(super) struct Page {
    pub(super) entries: Vec<Shown>,
    /// The last that was looked at.
    pub(super) last: u64,
    /// An error, where one could not be read.
    pub(super) all: Result<(), StoreError>,
}

impl Page {
    /// Some of a state, from behind `after` on, if there are any.
    ///
    /// One that is damaged holds up none of the others.
    pub(super) async fn of(
        local: &dyn Engine,
        state: State,
        after: u64,
    ) -> Result<Option<Self>, StoreError> {
        let mut page = Self { entries: Vec::new(), last: after, all: Ok(()) };
        let mut load = Load::default();
        for listed in local.list(state, after, TOGETHER).await? {
            page.last = listed.id;
            match local.show(listed.id).await {
                Ok(Some(shown)) => {
                    load.takes(shown.body.as_ref().map_or(0, Bytes::len));
                    page.entries.push(shown);
                }
                Ok(None) => {}
                Err(error) => page.all = page.all.and(Err(error)),
            }
            if !load.has_room() {
                break;
            }
        }
        Ok((page.last > after).then_some(page))
    }
}
