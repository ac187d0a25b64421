use std::fmt;
use std::sync::Arc;

use kudosity_webhook::event::Receipt;

use super::log::latest;
use crate::store::{Engine, StoreError};

/// So many messages are read at once.
const MESSAGES: usize = 500;

/// The state of every message, page by page.
pub struct States {
    engine: Arc<dyn Engine>,
    /// The last message that was given; none before the first.
    after: Option<String>,
    ended: bool,
}

impl States {
    pub(super) fn of(engine: Arc<dyn Engine>) -> Self {
        Self { engine, after: None, ended: false }
    }

    /// The next messages, each by the receipt that stands; none when all were given.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the store failed; the same page may be asked for again.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Receipt>>, StoreError> {
        if self.ended {
            return Ok(None);
        }
        let receipts = self.engine.receipts(self.after.clone(), MESSAGES).await?;
        let mut states: Vec<Receipt> = Vec::new();
        for receipt in receipts {
            match states.pop() {
                Some(state) if state.id == receipt.id => states.push(latest(state, receipt)),
                state => states.extend(state.into_iter().chain([receipt])),
            }
        }
        match states.last() {
            Some(last) => self.after = Some(last.id.to_string()),
            None => self.ended = true,
        }
        Ok(Some(states).filter(|states| !states.is_empty()))
    }
}

impl fmt::Debug for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("States").field("ended", &self.ended).finish_non_exhaustive()
    }
}
