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
#[command(
    after_help = "Examples:\n  s1spki-ca organisation register supplier-one --name \"Supplier One plc\" --role supplier \\\n      \
                        --eui64 90-B3-D5-1F-30-01-00-00 --responsible dora=\"Dora Example\" \\\n      \
                        --evidence supplier-one.pdf --evidence-scheme GPG46 --evidence-level 3 --collected-by carol \\\n      \
                        --officer alice"
)]
pub(crate) struct Register {
    #[command(flatten)]
    description: Description,
}

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
