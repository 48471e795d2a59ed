//! `organisation amend`.

use clap::Args;
use s1spki_ca::command::AmendOrganisation;

use super::description::Description;
use super::show::Shown;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::report::Report;

/// Change what the register says of an organisation: everything is said anew
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Amend {
    #[command(flatten)]
    description: Description,
    /// Why
    #[arg(long)]
    reason: String,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca organisation amend supplier-one --reason \"a second identifier\" --name \"Supplier One plc\" \\
      --role supplier --eui64 90-B3-D5-1F-30-01-00-00 --eui64 90-B3-D5-1F-30-01-00-01 \\
      --responsible dora=\"Dora Example\" --evidence supplier-one.pdf --evidence-scheme GPG46 \\
      --evidence-level 3 --collected-by carol --officer alice";

impl Amend {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let mut opened = Opened::open(directory)?;
        let now = self.description.read(opened.policy(), opened.now()?)?;
        opened.officer(&now.by)?;
        opened.organisation(&now.organisation)?;
        let id = now.organisation.clone();
        opened.amend_organisation(AmendOrganisation {
            now,
            reason: self.reason,
        })?;
        Report::done(&Shown::of(&opened, &id)?.entered("Amended"))
    }
}
