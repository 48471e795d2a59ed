//! `revoke`: one officer requests it, another agrees.

use std::fmt;

use clap::Args;
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
#[command(
    after_help = "Examples:\n  s1spki-ca revoke supplier.pem --reason key-compromise --officer alice --key alice.pem\n  \
                        s1spki-ca revoke supplier.pem --reason key-compromise --officer bob --key bob.pem\n  \
                        s1spki-ca revoke TEST-I1/0x26DB4A... --reason superseded --officer bob --key bob.pem --dry-run"
)]
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
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
}

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
        if !self.dry_run {
            self.speak(step, &mut opened, &id)?;
        }
        Report::done(&Spoken::of(&opened, self, step, id)?)
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

    /// Signs, and hands the signature in.
    fn speak(&self, step: Step, opened: &mut Opened, id: &CertificateId) -> Result<(), Failure> {
        match step {
            Step::Request => {
                let declaration = opened.revocation_to_sign(id, self.reason)?;
                let statement = self.signing.sign(&declaration, opened.register())?;
                opened.request_revocation(statement)?;
            }
            Step::Approve => {
                let declaration = opened.revocation_approval_to_sign(id)?;
                let statement = self.signing.sign(&declaration, opened.register())?;
                opened.approve_revocation(statement)?;
            }
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Spoken {
    id: CertificateId,
    reason: RevocationReason,
    officer: String,
    step: Step,
    officers_wanted: u8,
    /// Whether the certificate is revoked now.
    revoked: bool,
    dry_run: bool,
    #[serde(skip)]
    certificate: String,
}

impl Spoken {
    fn of(
        opened: &Opened,
        revoke: Revoke,
        step: Step,
        certificate_id: CertificateId,
    ) -> Result<Self, Failure> {
        let facts = opened
            .register()
            .certificates()
            .find(&opened.known_serial(&certificate_id)?);
        Ok(Self {
            id: certificate_id,
            reason: revoke.reason,
            officer: revoke.signing.officer.to_string(),
            step,
            officers_wanted: opened.policy().duties().revoke.value().officers,
            revoked: facts.is_some_and(|facts| facts.revocation.is_some()),
            dry_run: revoke.dry_run,
            certificate: revoke.certificate.to_string(),
        })
    }
}

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id, reason, officer, ..
        } = self;
        match (self.dry_run, self.revoked, self.step) {
            (true, _, Step::Request) => {
                writeln!(
                    f,
                    "{} {officer} would request that {id} is revoked",
                    paint(CAUTION, "Dry run:")
                )?;
            }
            (true, _, Step::Approve) => {
                writeln!(
                    f,
                    "{} {officer} would agree that {id} is revoked",
                    paint(CAUTION, "Dry run:")
                )?;
            }
            (false, true, _) => writeln!(f, "{} {id}", paint(GOOD, "Revoked"))?,
            (false, false, _) => {
                writeln!(f, "{} {officer} wants {id} revoked", paint(GOOD, "Recorded:"))?;
            }
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
