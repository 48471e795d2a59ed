//! The counts of RFC 5280 6.1.2 (d) to (f) and (k).

/// A count of certificates until something happens. RFC 5280 starts these counts at n + 1 or n, which is more than
/// the path can use up, or at 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Countdown(u32);

impl Countdown {
    /// More certificates than a path can have.
    pub(super) const NEVER: Self = Self(u32::MAX);
    /// None any more.
    pub(super) const NOW: Self = Self(0);

    pub(super) const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn decrement(&mut self) {
        self.0 = self.0.saturating_sub(1);
    }

    pub(super) fn lower_to(&mut self, count: u32) {
        self.0 = self.0.min(count);
    }
}
