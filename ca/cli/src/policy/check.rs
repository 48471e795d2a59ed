//! `policy check`: whether a file is a policy.

use std::fmt;

use clap::Args;
use serde::Serialize;

use super::show::About;
use crate::failure::Failure;
use crate::page::{GOOD, paint};
use crate::report::Report;

/// Check a policy file: unknown keys, missing values, values beyond a ceiling
///
/// One error with file, line and column, or none.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Check {
    /// An id (foc-s1spki, lab, zaz1) or a file
    policy: String,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca policy check my-lab.toml";

impl Check {
    pub(crate) fn run(self) -> Result<Report, Failure> {
        let policy = super::load(&self.policy)?;
        Report::done(&Checked {
            about: About::of(&policy),
            values: policy.provisions().len(),
            assumed: policy.assumed_gating_issuance().count(),
        })
    }
}

#[derive(Serialize)]
struct Checked {
    #[serde(flatten)]
    about: About,
    values: usize,
    assumed: usize,
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", paint(GOOD, "Good:"), self.about)?;
        writeln!(
            f,
            "{} values; {} that issuance depends on are assumed or proposed",
            self.values, self.assumed
        )
    }
}
