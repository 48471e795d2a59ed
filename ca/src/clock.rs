//! What the time is: asked once at the edge, then passed on as `at`.

use s1spki_policies::Moment;
use time::UtcDateTime;

/// Says what the time is.
pub trait Clock: Send + Sync {
    /// The present moment.
    ///
    /// # Errors
    /// [`ClockError`] where there is none to be had.
    fn now(&self) -> Result<Moment, ClockError>;
}

/// The clock of the machine, the only place that reads it.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Result<Moment, ClockError> {
        Moment::from_utc(UtcDateTime::now()).ok_or(ClockError)
    }
}

/// The machine's clock stands outside the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the clock of this machine is outside the years 1 to 9999: set it right")]
pub struct ClockError;
