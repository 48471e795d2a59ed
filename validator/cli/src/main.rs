//! The command line of the S1SPKI validator.
//!
//! A subcommand is a file: it parses, calls the library, and returns an [`Answer`]. Printing and exit codes are in
//! `answer`, reading files in `input`. There are no rules here.

mod answer;
mod arguments;
mod batch;
mod certificate;
mod chain;
mod command;
mod completions;
mod directory;
mod explain;
mod gate_line;
mod input;
mod list;
mod man;
mod migration;
mod path;
mod pipeline;
mod policy;
mod policy_source;
mod problem;
mod progress;
mod request;
mod serve;
mod source;
mod timeline;
mod why_now;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use answer::{Answer, Printer};
use arguments::OutputArguments;
use problem::Problem;

/// Judges certificates of the FOC S1SPKI by its policy.
///
/// Every rule is among the findings: what was found, what was wanted, on which clause that rests, what to do.
/// What was not checked is said and never counts as passed.
#[derive(Debug, Parser)]
#[command(name = "s1spki-validator", version, after_long_help = EXIT_CODES, max_term_width = 80)]
struct Command {
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    task: Task,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
enum Task {
    Certificate(certificate::Arguments),
    Chain(chain::Arguments),
    Path(path::Arguments),
    Batch(batch::Arguments),
    Directory(Box<directory::Arguments>),
    Request(request::Arguments),
    Command(Box<command::Arguments>),
    Migration(Box<migration::Arguments>),
    List(list::Arguments),
    Explain(explain::Arguments),
    Policy(policy::Arguments),
    Timeline(timeline::Arguments),
    WhyNow(why_now::Arguments),
    Serve(Box<serve::Arguments>),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

const EXIT_CODES: &str = "\
Exit codes:
  0   everything was accepted
  1   something was refused
  2   undecided: something could not be read or looked at
  64  the command line is wrong";

fn main() -> ExitCode {
    let command = match Command::try_parse() {
        Ok(command) => command,
        Err(error) => return answer::usage(&error),
    };
    let printer = Printer::new(&command.output);
    match command.task.run() {
        Ok(answer) => printer.print(&answer),
        Err(problem) => printer.complain(&problem),
    }
}

impl Task {
    fn run(self) -> Result<Answer, Problem> {
        match self {
            Self::Certificate(arguments) => arguments.run(),
            Self::Chain(arguments) => arguments.run(),
            Self::Path(arguments) => arguments.run(),
            Self::Batch(arguments) => arguments.run(),
            Self::Directory(arguments) => arguments.run(),
            Self::Request(arguments) => arguments.run(),
            Self::Command(arguments) => arguments.run(),
            Self::Migration(arguments) => arguments.run(),
            Self::List(arguments) => arguments.run(),
            Self::Explain(arguments) => arguments.run(),
            Self::Policy(arguments) => arguments.run(),
            Self::Timeline(arguments) => arguments.run(),
            Self::WhyNow(arguments) => arguments.run(),
            Self::Serve(arguments) => arguments.run(),
            Self::Completions(arguments) => Ok(arguments.run()),
            Self::Man(arguments) => arguments.run(),
        }
    }
}
