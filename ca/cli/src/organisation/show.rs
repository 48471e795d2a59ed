//! `organisation show`.

use std::fmt;

use clap::Args;
use s1spki_ca::OrganisationId;
use s1spki_ca::register::Organisation;
use serde::Serialize;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{Fields, GOOD, HEADING, paint};
use crate::report::Report;

/// Show what the register says of an organisation
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    /// The organisation
    #[arg(value_name = "ID")]
    organisation: OrganisationId,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca organisation show supplier-one";

impl Show {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        Report::done(&Shown::of(&Opened::open(directory)?, &self.organisation)?)
    }
}

/// An organisation, and perhaps what was just done with it.
#[derive(Serialize)]
pub(super) struct Shown {
    #[serde(flatten)]
    organisation: Organisation,
    #[serde(skip)]
    roles: Vec<String>,
    #[serde(skip)]
    done: Option<&'static str>,
}

impl Shown {
    pub(super) fn of(opened: &Opened, id: &OrganisationId) -> Result<Self, Failure> {
        let organisation = opened.organisation(id)?;
        Ok(Self {
            organisation: organisation.clone(),
            roles: organisation
                .roles
                .iter()
                .map(|role| opened.policy().role_name(*role))
                .collect(),
            done: None,
        })
    }

    pub(super) fn entered(self, done: &'static str) -> Self {
        Self {
            done: Some(done),
            ..self
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let organisation = &self.organisation;
        let evidence = &organisation.evidence;
        let title = paint(HEADING, &organisation.id);
        match self.done {
            Some(done) => writeln!(f, "{} {title}", paint(GOOD, done))?,
            None => writeln!(f, "{title}")?,
        }
        let mut fields = Fields::new()
            .add("name", &organisation.name)
            .add("roles", self.roles.join(", "));
        for identifier in &organisation.identifiers {
            fields = fields.add("EUI-64", identifier);
        }
        for person in &organisation.responsible_officers {
            fields = fields.add("responsible", format!("{} ({})", person.person, person.name));
        }
        fields = fields
            .add(
                "evidence",
                format!(
                    "{} level {}, SHA-256 {}",
                    evidence.scheme, evidence.level, evidence.file_sha256
                ),
            )
            .add(
                "collected",
                format!("by {} at {}", evidence.collected_by, evidence.collected_at),
            )
            .add(
                "entered",
                format!("by {} at {}", organisation.entered_by, organisation.entered_at),
            );
        write!(f, "{fields}")
    }
}
