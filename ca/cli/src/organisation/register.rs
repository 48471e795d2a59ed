//! `organisation register`.

use clap::Args;

use super::description::Description;
use super::show::Shown;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::report::Report;

/// Enter an organisation in the register
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Register {
    #[command(flatten)]
    description: Description,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca organisation register supplier-one --name \"Supplier One plc\" --role supplier \\
      --eui64 90-B3-D5-1F-30-01-00-00 --responsible dora=\"Dora Example\" \\
      --evidence supplier-one.pdf --evidence-scheme GPG46 --evidence-level 3 --collected-by carol \\
      --officer alice";

impl Register {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let mut opened = Opened::open(directory)?;
        let command = self.description.read(opened.policy(), opened.now()?)?;
        opened.officer(&command.by)?;
        let id = command.organisation.clone();
        opened.register_organisation(command)?;
        Report::done(&Shown::of(&opened, &id)?.entered("Registered"))
    }
}
