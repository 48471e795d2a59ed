//! `directory`: certificates, to be found by what identifies them.

mod build;
mod check;
mod find;
mod gathering;
pub(crate) mod opening;
mod snapshot;
mod telling;

use clap::{Args, Subcommand};

use crate::answer::Answer;
use crate::problem::Problem;

/// Find certificates by what identifies them, and put them into one file for that
///
/// A directory is a snapshot that `build` wrote, or what it is built from: a folder, a ZIP, a file of PEM blocks, DER, or
/// lines of JSON, each with `certificate` (base64 of the DER, or PEM) and perhaps `label` and `status`.
#[derive(Debug, Args)]
#[command(subcommand_required = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Build(build::Arguments),
    Find(Box<find::Arguments>),
    Check(check::Arguments),
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        match self.task {
            Task::Build(arguments) => arguments.run(),
            Task::Find(arguments) => arguments.run(),
            Task::Check(arguments) => arguments.run(),
        }
    }
}
