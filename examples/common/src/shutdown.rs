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

/// Waits for the stop signal and 10 s more, the time in which a delivery that has begun must have
/// come: what hangs on longer is no delivery.
pub async fn grace_is_over() {
    stop_signal().await;
    sleep(Duration::from_secs(10)).await;
}
