//! `policy change`: another policy comes into force.

use std::fmt;
use std::path::PathBuf;

use clap::Args;
use s1spki_ca::{Authority, Surroundings};
use serde::Serialize;

use super::show::About;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::input;
use crate::opened::Opened;
use crate::page::{GOOD, paint};
use crate::report::Report;

/// Put another policy in force, which officers have signed with `policy adopt`
///
/// What was put up for approval under the policy before has to be put up again.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Change {
    /// An id (foc-s1spki, lab) or a file
    policy: String,
    /// A statement that `policy adopt` wrote; one from each officer
    #[arg(long, value_name = "FILE", required = true)]
    adoption: Vec<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca policy change my-lab.toml --adoption by-alice.jws --adoption by-bob.jws";

impl Change {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let policy = super::load(&self.policy)?;
        let statements = self
            .adoption
            .iter()
            .map(|path| input::statement(path))
            .collect::<Result<Vec<_>, _>>()?;
        let opened = Opened::over(Authority::adopt_policy(
            directory.store()?,
            policy,
            &statements,
            Surroundings::system(),
        )?)?;
        Report::done(&Changed {
            about: About::of(opened.policy()),
        })
    }
}

#[derive(Serialize)]
struct Changed {
    #[serde(flatten)]
    about: About,
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", paint(GOOD, "In force:"), self.about)
    }
}
