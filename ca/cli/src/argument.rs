//! What can be typed.

use std::path::PathBuf;

use clap::{ArgMatches, Parser, Subcommand};

use crate::directory::Directory;
use crate::failure::Failure;
use crate::printing::{Color, Format};
use crate::report::Report;
use crate::{
    approve, certificate, completions, crl, doctor, init, issue, ledger, man, officer, organisation, policy,
    quickstart, request, revoke, unlock,
};

/// The certificate authority of the FOC S1SPKI: requests in, recorded certificates out.
///
/// Everything that happens is an entry of an append-only ledger. Nothing is signed without two approvals, and
/// nothing without a durable record of the intent.
#[derive(Parser, Debug)]
#[command(
    name = "s1spki-ca",
    version,
    max_term_width = 100,
    infer_long_args = false,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done, 1 refused (a rule said no), 2 could not (file, key, store), 64 wrong usage.\n\n\
                  Begin with `s1spki-ca quickstart`: the whole story in a new directory, in seconds."
)]
pub(crate) struct Arguments {
    /// The directory of the authority
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "S1SPKI_DIR",
        default_value = ".",
        hide_env_values = true,
        help_heading = "Everywhere"
    )]
    dir: PathBuf,
    /// Write JSON, for programs
    #[arg(long, global = true, help_heading = "Everywhere")]
    json: bool,
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        help_heading = "Everywhere"
    )]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Quickstart(quickstart::Quickstart),
    Init(init::Init),
    Officer(officer::Officer),
    Organisation(organisation::Organisation),
    Request(request::Request),
    Approve(approve::Approve),
    Issue(issue::Issue),
    Revoke(revoke::Revoke),
    Crl(crl::Crl),
    Certificate(certificate::Certificate),
    Ledger(ledger::Ledger),
    Policy(policy::Policy),
    Doctor(doctor::Doctor),
    Unlock(unlock::Unlock),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Arguments {
    pub(crate) const fn format(&self) -> Format {
        match self.json {
            true => Format::Json,
            false => Format::Text,
        }
    }

    pub(crate) fn run(self) -> Result<Report, Failure> {
        let format = self.format();
        let directory = Directory::new(self.dir);
        match self.command {
            Command::Quickstart(command) => command.run(&directory, format),
            Command::Init(command) => command.run(directory),
            Command::Officer(command) => command.run(&directory),
            Command::Organisation(command) => command.run(&directory),
            Command::Request(command) => command.run(&directory),
            Command::Approve(command) => command.run(&directory),
            Command::Issue(command) => command.run(&directory),
            Command::Revoke(command) => command.run(&directory),
            Command::Crl(command) => command.run(&directory),
            Command::Certificate(command) => command.run(&directory),
            Command::Ledger(command) => command.run(&directory),
            Command::Policy(command) => command.run(&directory),
            Command::Doctor(command) => command.run(&directory),
            Command::Unlock(command) => command.run(&directory),
            Command::Completions(command) => command.run(),
            Command::Man(command) => command.run(),
        }
    }
}

/// The names of the command and its subcommands, such as `request submit`.
pub(crate) fn path(matches: &ArgMatches) -> String {
    let mut names = Vec::new();
    let mut rest = matches.subcommand();
    while let Some((name, matches)) = rest {
        names.push(name);
        rest = matches.subcommand();
    }
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
