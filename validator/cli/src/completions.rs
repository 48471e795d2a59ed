//! `completions`: what a shell needs to complete the command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::answer::Answer;

/// Print the completions for a shell
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator completions bash >> ~/.bash_completion
  s1spki-validator completions zsh > ~/.zfunc/_s1spki-validator";

impl Arguments {
    pub(crate) fn run(&self) -> Answer {
        let mut command = crate::Command::command();
        let name = command.get_name().to_owned();
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, name, &mut script);
        Answer::Raw(script)
    }
}
