//! How far something with many lines is, for people who watch.

use std::fmt;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// Whether there is room for a bar on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bar {
    /// If that is a terminal.
    Shown,
    /// There is none: something else is written to the terminal.
    Hidden,
}

/// How far it is.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// How many there will be is not known before the end.
    pub(crate) fn new(count: u64, bar: Bar, noun: &str) -> Self {
        let target = match bar {
            Bar::Shown => ProgressDrawTarget::stderr(),
            Bar::Hidden => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(None, target).with_position(count);
        let template = format!("{{spinner}} {{human_pos}} {noun}, {{rate}}, {{elapsed}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.with_key("rate", write_rate));
        }
        Self(bar)
    }

    pub(crate) fn at(&mut self, count: u64) {
        self.0.set_position(count);
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
