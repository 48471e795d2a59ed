//! `ledger`: what happened, in order.

mod list;
mod show;
mod verify;

use clap::{Args, Subcommand};

use crate::directory::Directory;
use crate::failure::Failure;
use crate::report::Report;

/// The ledger: verify it, list it, show an entry
#[derive(Args, Debug)]
pub(crate) struct Ledger {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Verify(verify::Verify),
    List(list::List),
    Show(show::Show),
}

impl Ledger {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        match self.command {
            Command::Verify(command) => command.run(directory),
            Command::List(command) => command.run(directory),
            Command::Show(command) => command.run(directory),
        }
    }
}
