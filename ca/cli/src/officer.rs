//! `officer`: the people who act.

mod endorse;
mod enrol;
mod key;
mod list;
mod remove;

use clap::{Args, Subcommand};

pub(crate) use enrol::public_key;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::report::Report;

/// Officers: their keys, enrol, remove, list
#[derive(Args, Debug)]
pub(crate) struct Officer {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Key(key::Key),
    Endorse(endorse::Endorse),
    Enrol(enrol::Enrol),
    Remove(remove::Remove),
    List(list::List),
}

impl Officer {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        match self.command {
            Command::Key(command) => command.run(),
            Command::Endorse(command) => command.run(directory),
            Command::Enrol(command) => command.run(directory),
            Command::Remove(command) => command.run(directory),
            Command::List(command) => command.run(directory),
        }
    }
}
