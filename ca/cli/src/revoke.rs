//! `revoke`: one officer requests it, another agrees.

use std::fmt;

use clap::Args;
use s1spki_ca::command::Command;
use s1spki_ca::decide::decide;
use s1spki_ca::event::Event;
use s1spki_ca::refusal::{Refusal, ground};
use s1spki_policies::{CertificateId, RevocationReason};
use serde::Serialize;

use crate::certificate::CertificateName;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{CAUTION, CODE, Fields, GOOD, paint};
use crate::report::Report;
use crate::signing::Signing;

/// Revoke a certificate: the first officer requests it, the second one agrees
///
/// It cannot be undone. Relying parties see it when the next list is issued and published.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Revoke {
    /// The Certificate ID, the serial number, or the file of a certificate
    certificate: CertificateName,
    /// Why, in a word of RFC 5280 5.3.1, such as key-compromise or cessation-of-operation
    #[arg(long)]
    reason: RevocationReason,
    #[command(flatten)]
    signing: Signing,
    /// Request it anew, in the place of a request with another reason
    #[arg(long)]
    anew: bool,
    /// Sign and look at everything, and only say what would happen
    #[arg(long)]
    dry_run: bool,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca revoke supplier.pem --reason key-compromise --officer alice --key alice.pem
  s1spki-ca revoke supplier.pem --reason key-compromise --officer bob --key bob.pem
  s1spki-ca revoke TEST-I1/0x26DB4A... --reason superseded --officer bob --key bob.pem --dry-run";

/// What an officer's signature does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Step {
    Request,
    Approve,
}

impl Revoke {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let mut opened = Opened::open(directory)?;
        let id = self.certificate.id(&opened)?;
        opened.known_serial(&id)?;
        opened.officer(&self.signing.officer)?;
        let step = self.step(&opened, &id)?;
        let command = self.signed(step, &opened, &id)?;
        let events = match self.dry_run {
            true => decide(opened.register(), opened.policy(), &command, opened.now()?)?,
            false => opened
                .execute(&command)?
                .iter()
                .map(|durable| durable.event().clone())
                .collect(),
        };
        Report::done(&Spoken {
            id,
            reason: self.reason,
            officer: self.signing.officer.to_string(),
            step,
            officers_wanted: opened.policy().duties().revoke.value().officers,
            revoked: events
                .iter()
                .any(|event| matches!(event, Event::CertificateRevoked(_))),
            dry_run: self.dry_run,
            certificate: self.certificate.to_string(),
        })
    }

    /// What this officer's signature does now.
    fn step(&self, opened: &Opened, id: &CertificateId) -> Result<Step, Failure> {
        match opened.register().pending_revocation(&opened.known_serial(id)?) {
            None => Ok(Step::Request),
            Some(_) if self.anew => Ok(Step::Request),
            Some(pending) if pending.reason == self.reason => Ok(Step::Approve),
            Some(pending) => {
                let what = format!(
                    "the revocation of {id} is requested with the reason {}",
                    pending.reason
                );
                Err(
                    Failure::from(Refusal::on(&ground::REVOCATION_OTHER_REQUEST, what)).hint(format!(
                        "agree with --reason {}, or request it --anew",
                        pending.reason
                    )),
                )
            }
        }
    }

    fn signed(&self, step: Step, opened: &Opened, id: &CertificateId) -> Result<Command, Failure> {
        match step {
            Step::Request => {
                let declaration = opened.revocation_to_sign(id, self.reason)?;
                let statement = self.signing.sign(&declaration, opened.register())?;
                Ok(Command::RequestRevocation(statement))
            }
            Step::Approve => {
                let declaration = opened.revocation_approval_to_sign(id)?;
                let statement = self.signing.sign(&declaration, opened.register())?;
                Ok(Command::ApproveRevocation(statement))
            }
        }
    }
}

#[derive(Serialize)]
struct Spoken {
    id: CertificateId,
    reason: RevocationReason,
    officer: String,
    step: Step,
    officers_wanted: u8,
    /// Whether the certificate is revoked by that.
    revoked: bool,
    dry_run: bool,
    #[serde(skip)]
    certificate: String,
}

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id, reason, officer, ..
        } = self;
        match (self.dry_run, self.revoked) {
            (true, true) => writeln!(
                f,
                "{} with the word of {officer}, {id} would be revoked",
                paint(CAUTION, "Dry run:")
            )?,
            (true, false) => writeln!(
                f,
                "{} the word of {officer} on {id} would be recorded",
                paint(CAUTION, "Dry run:")
            )?,
            (false, true) => writeln!(f, "{} {id}", paint(GOOD, "Revoked"))?,
            (false, false) => writeln!(f, "{} {officer} wants {id} revoked", paint(GOOD, "Recorded:"))?,
        }
        let wanted = format!("{} officers", self.officers_wanted);
        write!(f, "{}", Fields::new().add("reason", reason).add("wanted", wanted))?;
        let next = match (self.dry_run, self.revoked) {
            (true, _) => return Ok(()),
            (false, true) => "s1spki-ca crl issue, then s1spki-ca crl publish".to_owned(),
            (false, false) => {
                format!(
                    "s1spki-ca revoke {} --reason {reason} --officer ANOTHER --key FILE",
                    self.certificate
                )
            }
        };
        writeln!(f, "Next: {}", paint(CODE, next))
    }
}
