//! The signals that the service takes.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals that the service takes, from the moment that this is made: until then they end the process.
pub(super) struct Signals {
    pub(super) stop: Stop,
    /// SIGHUP: the files are to be read again.
    pub(super) hang_up: Signal,
}

/// SIGTERM and SIGINT.
pub(super) struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            stop: Stop {
                terminate: signal(SignalKind::terminate())?,
                interrupt: signal(SignalKind::interrupt())?,
            },
            hang_up: signal(SignalKind::hangup())?,
        })
    }
}

impl Stop {
    /// Waits until the service is told to stop, and says by what.
    pub(super) async fn wait(mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}
