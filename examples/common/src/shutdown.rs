use std::time::Duration;

use tokio::time::sleep;

/// Waits for Ctrl-C or SIGTERM: time to take no more connections and to answer what has come.
pub async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Waits until it is time to end whatever is still open: 10 s, in which a delivery that has begun must
/// have come, or a second stop signal.
pub async fn grace_period() {
    tokio::select! {
        () = sleep(Duration::from_secs(10)) => {}
        () = stop_signal() => {}
    }
}
