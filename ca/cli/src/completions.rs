//! `completions`: what a shell needs to complete commands.

use std::fmt;

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use serde::Serialize;

use crate::argument::Arguments;
use crate::failure::Failure;
use crate::report::Report;

/// Write the completions for a shell
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca completions bash > ~/.local/share/bash-completion/completions/s1spki-ca";

impl Completions {
    pub(crate) fn run(self) -> Result<Report, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "s1spki-ca", &mut script);
        let script = String::from_utf8_lossy(&script).into_owned();
        Report::done(&Script { script })
    }
}

#[derive(Serialize)]
struct Script {
    script: String,
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.script)
    }
}
