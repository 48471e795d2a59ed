//! `policy`: what the documents say, and on what that rests.

mod adopt;
mod assumed;
mod change;
mod check;
mod show;

use std::path::Path;

use clap::{Args, Subcommand};
use s1spki_policies::{EMBEDDED, Embedded, Policy as Loaded};

use crate::directory::Directory;
use crate::failure::Failure;
use crate::input::{self, Limit};
use crate::opened::policy_on_record;
use crate::report::Report;

/// The policy: show it, check a file, list what is only assumed
#[derive(Args, Debug)]
pub(crate) struct Policy {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Show(show::Show),
    Check(check::Check),
    Assumed(assumed::Assumed),
    Adopt(adopt::Adopt),
    Change(change::Change),
}

impl Policy {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        match self.command {
            Command::Show(command) => command.run(directory),
            Command::Check(command) => command.run(),
            Command::Assumed(command) => command.run(directory),
            Command::Adopt(command) => command.run(directory),
            Command::Change(command) => command.run(directory),
        }
    }
}

/// Loads the policy with this id, or in this file.
pub(crate) fn load(name: &str) -> Result<Loaded, Failure> {
    let loaded = match Embedded::find(name) {
        Some(embedded) => Loaded::load(embedded.file, embedded.text.as_bytes()),
        None if !Path::new(name).exists() => return Err(unknown(name)),
        None => Loaded::load_with(name, &input::read(Path::new(name), Limit::POLICY)?, |table| {
            beside(name, table)
        }),
    };
    loaded.map_err(|error| Failure::could_not("policy.file", error))
}

/// The table of service requests that the policy file at `policy` names: it stands beside it.
fn beside(policy: &str, table: &str) -> Result<Vec<u8>, String> {
    let path = Path::new(policy).with_file_name(table);
    input::read(&path, Limit::POLICY).map_err(|failure| failure.said.message)
}

/// Loads the policy with this id, or in this file; where nothing is said, the one in force.
fn load_or_in_force(name: Option<&str>, directory: &Directory) -> Result<Loaded, Failure> {
    match name {
        Some(name) => load(name),
        None => policy_on_record(&directory.store()?),
    }
}

fn unknown(name: &str) -> Failure {
    let ids: Vec<&str> = EMBEDDED.iter().map(|embedded| embedded.id).collect();
    Failure::could_not("policy.unknown", format!("there is no policy `{name}`")).hint(format!(
        "give one of {}, or the path of a policy file",
        ids.join(", ")
    ))
}
