//! `policy show`: every value, and on what it rests.

use std::fmt;

use clap::Args;
use s1spki_policies::{Policy, PolicyHash, ProvisionRecord};
use serde::Serialize;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::page::{Cell, FAINT, Fields, HEADING, Table, paint};
use crate::report::Report;

/// Show a policy: every value with clause and standing
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    /// An id (foc-s1spki, lab, zaz1) or a file; the policy in force where nothing is said
    policy: Option<String>,
    /// Only values whose path begins with this, such as profile.root
    #[arg(long, value_name = "PATH", default_value = "")]
    only: String,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca policy show foc-s1spki
  s1spki-ca policy show lab --only approval";

impl Show {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let policy = super::load_or_in_force(self.policy.as_deref(), directory)?;
        let provisions = policy
            .provisions()
            .iter()
            .filter(|provision| provision.path.starts_with(&self.only));
        Report::done(&Shown {
            about: About::of(&policy),
            provisions: provisions.cloned().collect(),
        })
    }
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    about: About,
    provisions: Vec<ProvisionRecord>,
}

/// What a policy is called.
#[derive(Serialize)]
pub(super) struct About {
    id: String,
    title: String,
    environment: &'static str,
    hash: PolicyHash,
}

impl About {
    pub(super) fn of(policy: &Policy) -> Self {
        Self {
            id: policy.id().to_owned(),
            title: policy.title().to_owned(),
            environment: policy.environment().as_str(),
            hash: policy.hash(),
        }
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A policy that was read from the ledger has no title of its own.
        let title = if self.title == self.id { "" } else { &self.title };
        writeln!(
            f,
            "{}",
            format!("{} {title}", paint(HEADING, &self.id)).trim_end()
        )?;
        let fields = Fields::new()
            .add("environment", self.environment)
            .add("policy hash", self.hash);
        write!(f, "{fields}")
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.about)?;
        let mut table = Table::new(&["PATH", "STANDING", "CLAUSE", "VALUE"]);
        for provision in &self.provisions {
            table.row(vec![
                Cell::new(&provision.path),
                Cell::new(provision.authority.standing),
                Cell::painted(FAINT, &provision.authority.clause),
                Cell::new(&provision.value),
            ]);
        }
        write!(f, "{table}")
    }
}
