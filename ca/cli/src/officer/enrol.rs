//! `officer enrol`: a new officer, whom others endorse.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use s1spki_ca::command::EnrolOfficer;
use s1spki_ca::{KeyIdentifier, PersonId, PublicKey};
use serde::Serialize;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::input::{self, Limit};
use crate::opened::Opened;
use crate::page::{Fields, GOOD, paint};
use crate::report::Report;

/// Make a person an officer
///
/// As many officers as the policy asks for have to endorse the person first: `s1spki-ca officer endorse`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Enrol {
    #[command(flatten)]
    candidate: Candidate,
    /// A statement that `officer endorse` wrote; one from each officer
    #[arg(long, value_name = "FILE", required = true)]
    statement: Vec<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca officer enrol erin --name \"Erin Example\" --public-key erin.public.pem \\
      --statement erin-by-alice.jws --statement erin-by-bob.jws";

/// Who is to be an officer.
#[derive(Args, Debug)]
pub(super) struct Candidate {
    /// The person who is to be an officer
    #[arg(value_name = "ID")]
    pub(super) person: PersonId,
    /// The person's full name
    #[arg(long)]
    pub(super) name: String,
    /// The person's public key
    #[arg(long, value_name = "FILE")]
    public_key: PathBuf,
}

impl Candidate {
    pub(super) fn public_key(&self) -> Result<PublicKey, Failure> {
        public_key(&self.public_key)
    }
}

/// The public key in a file.
pub(crate) fn public_key(path: &Path) -> Result<PublicKey, Failure> {
    let text = input::read_text(path, Limit::PUBLIC_KEY)?;
    PublicKey::from_pem(&text)
        .map_err(|error| Failure::could_not("key.form", format!("{}: {error}", path.display())))
}

impl Enrol {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let public_key = self.candidate.public_key()?;
        let statements = self
            .statement
            .iter()
            .map(|path| input::statement(path))
            .collect::<Result<_, _>>()?;
        let officer = Opened::open(directory)?.enrol_officer(EnrolOfficer {
            officer: self.candidate.person,
            name: self.candidate.name,
            public_key,
            statements,
        })?;
        Report::done(&Enrolled {
            key_identifier: officer.public_key.identifier(),
            officer: officer.id,
            name: officer.name,
        })
    }
}

#[derive(Serialize)]
struct Enrolled {
    officer: PersonId,
    name: String,
    key_identifier: KeyIdentifier,
}

impl fmt::Display for Enrolled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}", paint(GOOD, "Enrolled"), self.officer)?;
        let fields = Fields::new()
            .add("name", &self.name)
            .add("key identifier", self.key_identifier);
        write!(f, "{fields}")
    }
}
