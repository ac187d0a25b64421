use std::future::Future;

use tokio::runtime::Runtime;
use tokio::signal::ctrl_c;

use crate::ending::{Ending, Failure};

/// As many files may be open at least, if the system lets them: a scenario has up to 1,000 connections.
const FILES: u64 = 2_048;

/// Runs a command that delivers.
pub(crate) fn run(
    command: impl Future<Output = Result<Ending, Failure>>,
) -> Result<Ending, Failure> {
    // Where that fails, what needs them says so.
    let _ = rlimit::increase_nofile_limit(FILES);
    let runtime = Runtime::new();
    let runtime = runtime.map_err(|error| Failure::usage(format_args!("cannot begin: {error}")))?;
    let ended = runtime.block_on(command);
    // What cannot be ended, such as the lookup of a name, is not waited for.
    runtime.shutdown_background();
    ended
}

/// Does the work until it is done, or until Ctrl-C comes: nothing then.
pub(crate) async fn until_interrupted<T>(work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        // Listened for before anything is done.
        biased;
        Ok(()) = ctrl_c() => None,
        done = work => Some(done),
    }
}
