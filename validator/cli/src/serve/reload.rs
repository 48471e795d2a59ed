//! When the files are read again: on SIGHUP, and when one has changed.

use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::Signal;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::service::{Occasion, Service};

/// Reads the files again on SIGHUP and, every so many seconds, if one has changed; with 0, on SIGHUP alone.
pub(super) async fn on_change(service: Arc<Service>, mut hang_up: Signal, seconds: u64) {
    // Waiting for ever and waiting for a hundred years is the same here.
    let pause = Duration::from_secs(if seconds == 0 { 100 * 365 * 86_400 } else { seconds });
    loop {
        let occasion = tokio::select! {
            _ = hang_up.recv() => Occasion::Told,
            () = sleep(pause) => Occasion::Change,
        };
        let service = Arc::clone(&service);
        if let Err(error) = spawn_blocking(move || service.reload(occasion)).await {
            tracing::error!("reading the files again failed: {error}");
        }
    }
}
