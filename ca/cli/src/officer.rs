//! `officer`: the people who act.

mod key;

use clap::{Args, Subcommand};

use crate::directory::Directory;
use crate::failure::Failure;
use crate::report::Report;

/// Officers, and their keys
#[derive(Args, Debug)]
pub(crate) struct Officer {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Key(key::Key),
}

impl Officer {
    pub(crate) fn run(self, _directory: &Directory) -> Result<Report, Failure> {
        match self.command {
            Command::Key(command) => command.run(),
        }
    }
}
