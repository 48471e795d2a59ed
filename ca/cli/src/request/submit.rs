//! `request submit`.

use std::path::{Path, PathBuf};

use clap::Args;
use s1spki_ca::command::ReceiveRequest;
use s1spki_ca::register::RequestState;
use s1spki_ca::{OrganisationId, PersonId};
use s1spki_validator::{Finding, Outcome};

use super::Shown;
use crate::directory::Directory;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{self, Limit};
use crate::opened::Opened;
use crate::report::Report;

/// Hand a certificate request in; everything that is found is shown at once
///
/// A request that breaks a rule is recorded, and rejected.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Submit {
    /// The request in PEM, DER or Base64; - is standard input
    file: PathBuf,
    /// The organisation that it is for
    #[arg(long, value_name = "ID")]
    organisation: OrganisationId,
    /// Who hands it in: a responsible officer of the organisation
    #[arg(long, value_name = "ID")]
    submitted_by: PersonId,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca request submit request.pem --organisation supplier-one --submitted-by dora
  cat request.pem | s1spki-ca request submit - --organisation supplier-one --submitted-by dora";

impl Submit {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let octets = input::read(&self.file, Limit::REQUEST)?;
        let mut opened = Opened::open(directory)?;
        let command = ReceiveRequest {
            organisation: self.organisation,
            submitter: self.submitted_by,
            octets,
        };
        let findings = opened.examine(&command)?;
        refuse_unreadable(&findings, &self.file)?;
        let request = opened.receive(command)?.id;
        let shown = Shown::of(&opened, request)?.passing(&findings);
        let exit = match shown.state() {
            RequestState::Rejected => Exit::Refused,
            _ => Exit::Done,
        };
        Report::ended(exit, &shown)
    }
}

/// What cannot be read at all is handed back, and not recorded: there is no request in it.
fn refuse_unreadable(findings: &[Finding], file: &Path) -> Result<(), Failure> {
    let breach = findings
        .iter()
        .find(|finding| finding.code() == UNREADABLE && finding.outcome() == Outcome::Breach);
    let Some(breach) = breach else { return Ok(()) };
    let found = breach
        .detail()
        .map(|detail| detail.found.as_str())
        .unwrap_or_default();
    let what = format!("`{}` is not a certificate request: {found}", file.display());
    Err(Failure::could_not(UNREADABLE, what).hint(breach.hint().unwrap_or_default()))
}

/// The code of the rule that there is a request at all.
const UNREADABLE: &str = "request.readable";
