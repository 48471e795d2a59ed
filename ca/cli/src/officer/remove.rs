//! `officer remove`.

use std::fmt;

use clap::Args;
use s1spki_ca::PersonId;
use s1spki_ca::command::RemoveOfficer;
use serde::Serialize;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{GOOD, paint};
use crate::report::Report;
use crate::signing::Acting;

/// End that a person is an officer; what they signed stays verifiable
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Remove {
    /// The person
    #[arg(value_name = "ID")]
    person: PersonId,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    acting: Acting,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca officer remove erin --reason \"left the company\" --officer alice";

impl Remove {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let removed = Removed {
            officer: self.person.clone(),
        };
        let mut opened = Opened::open(directory)?;
        opened.officer(&self.person)?;
        opened.officer(&self.acting.officer)?;
        opened.remove_officer(RemoveOfficer {
            officer: self.person,
            reason: self.reason,
            by: self.acting.officer,
        })?;
        Report::done(&removed)
    }
}

#[derive(Serialize)]
struct Removed {
    officer: PersonId,
}

impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}", paint(GOOD, "Removed"), self.officer)
    }
}
