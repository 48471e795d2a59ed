//! `man`: the manual pages.

use clap::{Args, CommandFactory};

use crate::answer::Answer;
use crate::problem::Problem;

/// Print the manual page of the command or of a subcommand
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The subcommand, such as chain
    #[arg(value_name = "SUBCOMMAND")]
    subcommand: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator man | man -l -
  s1spki-validator man chain > s1spki-validator-chain.1";

impl Arguments {
    pub(crate) fn run(&self) -> Result<Answer, Problem> {
        let mut command = crate::Command::command();
        command.build();
        let page = match &self.subcommand {
            None => clap_mangen::Man::new(command),
            Some(name) => clap_mangen::Man::new(subcommand(&command, name)?),
        };
        let mut text = Vec::new();
        page.render(&mut text)
            .map_err(|error| Problem::input(format_args!("the manual page cannot be made: {error}")))?;
        Ok(Answer::Raw(text))
    }
}

fn subcommand(command: &clap::Command, name: &str) -> Result<clap::Command, Problem> {
    let found = command.find_subcommand(name).cloned();
    found.ok_or_else(|| {
        let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        Problem::usage(format_args!("there is no subcommand `{name}`"))
            .with_hint(format!("there are {}", names.join(", ")))
    })
}
