use std::future::Future;

use tokio::runtime::Runtime;
use tokio::signal::ctrl_c;

use crate::ending::{Ending, Failure};

/// Runs a command that delivers.
pub(crate) fn run(
    command: impl Future<Output = Result<Ending, Failure>>,
) -> Result<Ending, Failure> {
    Runtime::new()?.block_on(command)
}

/// Does the work until it is done, or until Ctrl-C comes: nothing then.
pub(crate) async fn until_interrupted<T>(work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        done = work => Some(done),
        Ok(()) = ctrl_c() => None,
    }
}
