//! `certificate`: what was issued.

mod export;
mod list;
mod name;
mod show;

use clap::{Args, Subcommand};

pub(crate) use name::CertificateName;
pub(crate) use show::Shown;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::report::Report;

/// Certificates: list, show, export
#[derive(Args, Debug)]
pub(crate) struct Certificate {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    List(list::List),
    Show(show::Show),
    Export(export::Export),
}

impl Certificate {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        match self.command {
            Command::List(command) => command.run(directory),
            Command::Show(command) => command.run(directory),
            Command::Export(command) => command.run(directory),
        }
    }
}
