//! What is said of an organisation on the command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use s1spki_ca::command::RegisterOrganisation;
use s1spki_ca::event::{Evidence, ResponsibleOfficer};
use s1spki_ca::{Hash, OrganisationId, PersonId};
use s1spki_policies::{Eui64, Moment, Policy};

use crate::failure::Failure;
use crate::input::{self, Limit};
use crate::role;
use crate::signing::Acting;

/// What is said of an organisation on the command line.
#[derive(Args, Debug)]
pub(super) struct Description {
    /// What it is called here, such as supplier-one
    #[arg(value_name = "ID")]
    organisation: OrganisationId,
    /// Its name, as in the register extract
    #[arg(long)]
    name: String,
    /// A role that it has, by code or name, such as 02 or supplier; may be given several times
    #[arg(long, value_name = "ROLE", required = true)]
    role: Vec<String>,
    /// An identifier that it has, such as 90-B3-D5-1F-30-01-00-00; may be given several times
    #[arg(long, value_name = "EUI64", required = true)]
    eui64: Vec<Eui64>,
    /// Somebody who may hand in requests for it: ID=NAME; may be given several times
    #[arg(long, value_name = "ID=NAME", required = true)]
    responsible: Vec<Person>,
    /// The file of evidence on who it is; its SHA-256 is recorded, the file stays where it is
    #[arg(long, value_name = "FILE")]
    evidence: PathBuf,
    /// The scheme of the evidence, such as GPG46
    #[arg(long, value_name = "SCHEME")]
    evidence_scheme: String,
    /// The level that was reached in it
    #[arg(long, value_name = "LEVEL")]
    evidence_level: u8,
    /// Who collected the evidence, and may therefore not approve what rests on it
    #[arg(long, value_name = "ID")]
    collected_by: PersonId,
    /// When it was collected; now, where nothing is said
    #[arg(long, value_name = "TIME")]
    collected_at: Option<Moment>,
    #[command(flatten)]
    acting: Acting,
}

impl Description {
    /// The same in the words of the library.
    pub(super) fn read(self, policy: &Policy, at: Moment) -> Result<RegisterOrganisation, Failure> {
        let roles = self
            .role
            .iter()
            .map(|text| role::named(text, policy))
            .collect::<Result<_, _>>()?;
        let evidence = input::read(&self.evidence, Limit::EVIDENCE)?;
        Ok(RegisterOrganisation {
            organisation: self.organisation,
            name: self.name,
            roles,
            identifiers: self.eui64.into_iter().collect(),
            responsible_officers: self.responsible.into_iter().map(|person| person.0).collect(),
            evidence: Evidence {
                scheme: self.evidence_scheme,
                level: self.evidence_level,
                file_sha256: Hash::of(&evidence),
                collected_by: self.collected_by,
                collected_at: self.collected_at.unwrap_or(at),
            },
            by: self.acting.officer,
        })
    }
}

/// A person as typed: `dora=Dora Example`.
#[derive(Clone, Debug)]
struct Person(ResponsibleOfficer);

impl FromStr for Person {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (id, name) = text
            .split_once('=')
            .ok_or("write the id, `=` and the name, such as dora=\"Dora Example\"")?;
        let person = id.parse::<PersonId>().map_err(|error| error.to_string())?;
        Ok(Self(ResponsibleOfficer {
            person,
            name: name.to_owned(),
        }))
    }
}
