//! How far something with many certificates is, for people who watch.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How far it is; shown on standard error if that is a terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// How many there will be is not known before the end.
    pub(crate) fn new(lines: u64) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_position(lines);
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {human_pos} certificates, {per_sec}, {elapsed}")
        {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(crate) fn at(&mut self, lines: u64) {
        self.0.set_position(lines);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
