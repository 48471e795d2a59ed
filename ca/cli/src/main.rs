//! The command line of the S1SPKI certificate authority.
//!
//! A command parses its arguments, reads files and the clock, calls one function of the library, and returns a
//! [`Report`](report::Report) or a [`Failure`](failure::Failure). What is printed, and the exit code, is decided
//! in [`printing`] alone.

mod approve;
mod argument;
mod certificate;
mod completions;
mod crl;
mod directory;
mod doctor;
mod exit;
mod failure;
mod init;
mod input;
mod issue;
mod ledger;
mod man;
mod officer;
mod opened;
mod organisation;
mod page;
mod paging;
mod passphrase;
mod policy;
mod printing;
mod quickstart;
mod report;
mod request;
mod revoke;
mod role;
mod signing;
mod unlock;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};

use crate::argument::Arguments;
use crate::exit::Exit;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let color = printing::Color::among(&arguments);
    color.choose();
    let parsed = Arguments::command()
        .color(color.into())
        .try_get_matches_from(arguments)
        .and_then(|matches| Ok((argument::path(&matches), Arguments::from_arg_matches(&matches)?)));
    match parsed {
        Ok((path, arguments)) => {
            let format = arguments.format();
            printing::finish(&path, format, arguments.run()).into()
        }
        Err(error) => {
            // Nowhere to say it, if this fails.
            let _ = error.print();
            match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done.into(),
                _ => Exit::WrongUsage.into(),
            }
        }
    }
}
