//! `request`: from its arrival to its approval.

mod direct;
mod edit;
mod finding;
mod list;
mod make;
mod put_up;
mod show;
mod submit;

use clap::{Args, Subcommand};

pub(crate) use show::Shown;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::report::Report;

/// Requests: submit, show, hold, reject, edit, put up for approval
#[derive(Args, Debug)]
pub(crate) struct Request {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Submit(submit::Submit),
    List(list::List),
    Show(show::Show),
    PutUp(put_up::PutUp),
    /// Have a request wait; what was put up is void
    #[command(after_help = HOLD_EXAMPLES)]
    Hold(direct::Direct),
    /// Have a request wait no longer
    #[command(after_help = RELEASE_EXAMPLES)]
    Release(direct::Direct),
    /// Refuse a request
    #[command(after_help = REJECT_EXAMPLES)]
    Reject(direct::Direct),
    Withdraw(direct::Withdraw),
    Edit(edit::Edit),
    Make(make::Make),
}

impl Request {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        match self.command {
            Command::Submit(command) => command.run(directory),
            Command::List(command) => command.run(directory),
            Command::Show(command) => command.run(directory),
            Command::PutUp(command) => command.run(directory),
            Command::Hold(command) => command.hold(directory),
            Command::Release(command) => command.release(directory),
            Command::Reject(command) => command.reject(directory),
            Command::Withdraw(command) => command.run(directory),
            Command::Edit(command) => command.run(directory),
            Command::Make(command) => command.run(),
        }
    }
}

const HOLD_EXAMPLES: &str = "\
Examples:
  s1spki-ca request hold R1 --reason \"call back first\" --officer alice";

const RELEASE_EXAMPLES: &str = "\
Examples:
  s1spki-ca request release R1 --reason \"called back\" --officer alice";

const REJECT_EXAMPLES: &str = "\
Examples:
  s1spki-ca request reject R1 --reason \"not their key\" --officer alice";
