//! `unlock`: after a contradiction, officers let the authority sign again.

use std::fmt;
use std::path::PathBuf;

use clap::Args;
use s1spki_ca::command::Unlock as Unlocking;
use serde::Serialize;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::input;
use crate::opened::Opened;
use crate::page::{GOOD, paint};
use crate::report::Report;
use crate::signing::{Signing, Written};

/// After a contradiction: sign that the authority may go on, or have it go on
///
/// First each officer signs, with the same reason, into a file (`unlock sign`); then the files are handed in
/// (`unlock now`).
#[derive(Args, Debug)]
pub(crate) struct Unlock {
    #[command(subcommand)]
    step: Step,
}

#[derive(clap::Subcommand, Debug)]
enum Step {
    /// Sign that the authority may go on
    Sign(Sign),
    /// Have the authority go on
    Now(Now),
}

#[derive(Args, Debug)]
#[command(after_help = SIGN_EXAMPLES)]
struct Sign {
    /// What was found, and why it may go on
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    signing: Signing,
    /// Where the statement goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

const SIGN_EXAMPLES: &str = "\
Examples:
  s1spki-ca unlock sign --reason \"disk replaced, ledger verified\" --officer alice --key alice.pem \\
      --out unlock-by-alice.jws";

#[derive(Args, Debug)]
#[command(after_help = NOW_EXAMPLES)]
struct Now {
    /// What was found, and why it may go on: the same words that were signed
    #[arg(long)]
    reason: String,
    /// A statement that `unlock sign` wrote; one from each officer
    #[arg(long, value_name = "FILE", required = true)]
    statement: Vec<PathBuf>,
}

const NOW_EXAMPLES: &str = "\
Examples:
  s1spki-ca unlock now --reason \"disk replaced, ledger verified\" --statement unlock-by-alice.jws \\
      --statement unlock-by-bob.jws";

impl Unlock {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        match self.step {
            Step::Sign(step) => step.run(directory),
            Step::Now(step) => step.run(directory),
        }
    }
}

impl Sign {
    fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let opened = Opened::open(directory)?;
        let declaration = opened.unlocking_to_sign(&self.reason)?;
        let signed = self.signing.sign(&declaration, opened.register())?;
        Report::done(&Written::to(
            &self.out,
            &signed,
            "that the authority may go on".to_owned(),
        )?)
    }
}

impl Now {
    fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let statements = self
            .statement
            .iter()
            .map(|path| input::statement(path))
            .collect::<Result<_, _>>()?;
        let unlocked = Unlocked {
            reason: self.reason.clone(),
        };
        Opened::open(directory)?.unlock(Unlocking {
            reason: self.reason,
            statements,
        })?;
        Report::done(&unlocked)
    }
}

#[derive(Serialize)]
struct Unlocked {
    reason: String,
}

impl fmt::Display for Unlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} the authority signs again", paint(GOOD, "Unlocked:"))
    }
}
