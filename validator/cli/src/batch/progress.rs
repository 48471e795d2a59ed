//! How far a batch is, for people who watch.

use std::fmt;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::output::Output;

/// How far a batch is; shown on standard error if that is a terminal, and if the lines go elsewhere.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// How many there will be is not known before the end.
    pub(super) fn beside(output: &Output, lines: u64) -> Self {
        let target = if output.is_on_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(None, target).with_position(lines);
        let template = "{spinner} {human_pos} certificates, {rate}, {elapsed}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key("rate", write_rate));
        }
        Self(bar)
    }

    pub(super) fn at(&mut self, lines: u64) {
        self.0.set_position(lines);
    }
}

fn write_rate(state: &ProgressState, to: &mut dyn fmt::Write) {
    let _ = write!(to, "{:.0}/s", state.per_sec());
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
