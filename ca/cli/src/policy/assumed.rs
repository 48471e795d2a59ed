//! `policy assumed`: what production would refuse to start on.

use std::fmt;

use clap::Args;
use s1spki_policies::ProvisionRecord;
use serde::Serialize;

use super::show::About;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::page::{CAUTION, Cell, Table, paint};
use crate::report::Report;

/// List the values on which issuance depends and which are only assumed
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Assumed {
    /// An id (foc-s1spki, lab, zaz1) or a file; the policy in force where nothing is said
    policy: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca policy assumed foc-s1spki";

impl Assumed {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let policy = super::load_or_in_force(self.policy.as_deref(), directory)?;
        Report::done(&Listed {
            about: About::of(&policy),
            assumed: policy.assumed_gating_issuance().cloned().collect(),
        })
    }
}

#[derive(Serialize)]
struct Listed {
    #[serde(flatten)]
    about: About,
    assumed: Vec<ProvisionRecord>,
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.about)?;
        let mut table = Table::new(&["PATH", "CLAUSE", "STANDING", "SOURCE"]);
        for provision in &self.assumed {
            table.row(vec![
                Cell::new(&provision.path),
                Cell::new(&provision.authority.clause),
                Cell::painted(CAUTION, provision.authority.standing),
                Cell::new(&provision.authority.source),
            ]);
        }
        write!(f, "{table}")?;
        writeln!(
            f,
            "\n{} values on which issuance depends are not confirmed against the document.",
            paint(CAUTION, self.assumed.len())
        )
    }
}
