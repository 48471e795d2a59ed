//! `officer endorse`: an officer's signature for a new officer.

use std::path::PathBuf;

use clap::Args;

use super::enrol::Candidate;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::report::Report;
use crate::signing::{Signing, Written};

/// Sign that a person is to be an officer
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Endorse {
    #[command(flatten)]
    candidate: Candidate,
    #[command(flatten)]
    signing: Signing,
    /// Where the statement goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca officer endorse erin --name \"Erin Example\" --public-key erin.public.pem \\
      --officer alice --key alice.pem --out erin-by-alice.jws";

impl Endorse {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let opened = Opened::open(directory)?;
        let Candidate { person, name, .. } = &self.candidate;
        let declaration = opened.enrolment_to_sign(person, name, &self.candidate.public_key()?)?;
        let signed = self.signing.sign(&declaration, opened.register())?;
        Report::done(&Written::to(
            &self.out,
            &signed,
            format!("an endorsement of {}", self.candidate.person),
        )?)
    }
}
