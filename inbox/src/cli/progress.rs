use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// So often it is told how far something has come.
const OFTEN: Duration = Duration::from_millis(100);

/// How far something has come, on one line of a terminal that is written over; nothing where there is none.
pub(crate) struct Progress {
    is_seen: bool,
    told: Option<Instant>,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { is_seen: io::stderr().is_terminal(), told: None }
    }

    pub(crate) fn tell(&mut self, how_far: impl fmt::Display) {
        if self.is_seen && self.told.is_none_or(|told| told.elapsed() >= OFTEN) {
            self.told = Some(Instant::now());
            // What cannot be told is nothing to end for.
            let _ = write!(io::stderr(), "\r{how_far}\x1b[K");
        }
    }

    /// Leaves the line as if nothing had been there.
    pub(crate) fn clear(&mut self) {
        if self.told.take().is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
