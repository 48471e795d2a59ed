//! `organisation`: who may hold certificates.

mod amend;
mod description;
mod list;
mod register;
mod show;

use clap::{Args, Subcommand};

use crate::directory::Directory;
use crate::failure::Failure;
use crate::report::Report;

/// Organisations: register, amend, list, show
#[derive(Args, Debug)]
pub(crate) struct Organisation {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Register(register::Register),
    Amend(amend::Amend),
    List(list::List),
    Show(show::Show),
}

impl Organisation {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        match self.command {
            Command::Register(command) => command.run(directory),
            Command::Amend(command) => command.run(directory),
            Command::List(command) => command.run(directory),
            Command::Show(command) => command.run(directory),
        }
    }
}
