//! `crl`: the lists of revoked certificates.

mod issue;
mod publish;

use clap::{Args, Subcommand};
use s1spki_ca::ListKind;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::report::Report;

/// Lists of revoked certificates: issue, publish
#[derive(Args, Debug)]
pub(crate) struct Crl {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Issue(issue::Issue),
    Publish(publish::Publish),
}

impl Crl {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        match self.command {
            Command::Issue(command) => command.run(directory),
            Command::Publish(command) => command.run(directory),
        }
    }
}

/// Whose list.
#[derive(Args, Debug)]
struct Whose {
    /// The list of the root (ARL), not that of the issuing authority
    #[arg(long)]
    root: bool,
}

impl Whose {
    const fn kind(&self) -> ListKind {
        match self.root {
            true => ListKind::Arl,
            false => ListKind::Crl,
        }
    }
}
