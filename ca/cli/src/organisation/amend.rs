//! `organisation amend`.

use clap::Args;
use s1spki_ca::command::{AmendOrganisation, Command};

use super::description::Description;
use super::show::Shown;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::report::Report;

/// Change what the register says of an organisation: everything is said anew
#[derive(Args, Debug)]
pub(crate) struct Amend {
    #[command(flatten)]
    description: Description,
    /// Why
    #[arg(long)]
    reason: String,
}

impl Amend {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let mut opened = Opened::open(directory)?;
        let now = self.description.read(opened.policy(), opened.now()?)?;
        opened.officer(&now.by)?;
        opened.organisation(&now.organisation)?;
        let id = now.organisation.clone();
        opened.execute(Command::AmendOrganisation(AmendOrganisation {
            now,
            reason: self.reason,
        }))?;
        Report::done(&Shown::of(&opened, &id)?.entered("Amended"))
    }
}
