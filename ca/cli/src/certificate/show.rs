//! `certificate show`: a certificate for people.

use std::fmt;

use clap::Args;
use s1spki_ca::{CertificateView, Hash, RevocationView};
use s1spki_policies::{KeyUsage, Moment, SerialNumber, Validity};
use s1spki_validator::Certificate;
use serde::Serialize;

use super::CertificateName;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{BAD, CAUTION, Fields, GOOD, HEADING, paint};
use crate::report::Report;

/// Show a certificate
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    /// The Certificate ID, the serial number, or the file of a certificate
    certificate: CertificateName,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca certificate show TEST-I1/0x26DB4A...
  s1spki-ca certificate show supplier.pem";

impl Show {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let opened = Opened::open(directory)?;
        let stored = self.certificate.find(&opened)?;
        Report::done(&Shown::of(&opened, stored)?)
    }
}

/// A certificate for people and programs.
#[derive(Serialize)]
pub(crate) struct Shown {
    #[serde(flatten)]
    view: CertificateView,
    subject: String,
    issuer: String,
    sha256: Hash,
    status: Status,
    pem: String,
    #[serde(skip)]
    serial: Option<SerialNumber>,
    #[serde(skip)]
    role: Option<String>,
}

/// How a certificate stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    Valid,
    NotYetValid,
    Expired,
    Revoked,
}

impl Status {
    pub(super) fn of(validity: Validity, revocation: Option<&RevocationView>, at: Moment) -> Self {
        match revocation {
            Some(_) => Self::Revoked,
            None if at < validity.not_before => Self::NotYetValid,
            None if at > validity.not_after => Self::Expired,
            None => Self::Valid,
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::NotYetValid => "not yet valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    pub(super) const fn style(self) -> anstyle::Style {
        match self {
            Self::Valid => GOOD,
            Self::NotYetValid | Self::Expired => CAUTION,
            Self::Revoked => BAD,
        }
    }
}

impl Shown {
    pub(crate) fn of(opened: &Opened, view: CertificateView) -> Result<Self, Failure> {
        let decoded = Certificate::decode(&view.der)
            .map_err(|error| Failure::could_not("certificate.unreadable", error))?;
        Ok(Self {
            subject: decoded.subject().to_string(),
            issuer: decoded.issuer().to_string(),
            sha256: Hash::of(&view.der),
            status: Status::of(view.validity, view.revocation.as_ref(), opened.now()?),
            pem: view.to_pem(),
            serial: decoded.serial().cloned(),
            role: view.role.map(|role| opened.policy().role_name(role)),
            view,
        })
    }

    pub(crate) const fn serial(&self) -> Option<&SerialNumber> {
        self.serial.as_ref()
    }
}

impl Shown {
    /// What it is called, and how it stands.
    pub(crate) fn title(&self) -> String {
        let status = paint(self.status.style(), self.status.as_str());
        format!(
            "{} {status}",
            paint(HEADING, format!("Certificate {}", self.view.id))
        )
    }

    /// What stands in it, line by line.
    pub(crate) fn fields(&self) -> Fields {
        let view = &self.view;
        let usage = view
            .usage
            .iter()
            .copied()
            .map(KeyUsage::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        let revoked = view
            .revocation
            .map(|revocation| format!("{}, {}", revocation.at, revocation.reason));
        Fields::new()
            .add("subject", &self.subject)
            .add("issuer", &self.issuer)
            .add_some("role", self.role.as_ref())
            .add_some("EUI-64", view.eui64)
            .add("key usage", usage)
            .add("not before", view.validity.not_before)
            .add("not after", view.validity.not_after)
            .add("key identifier", view.subject_key)
            .add("SHA-256", self.sha256)
            .add_some("revoked", revoked)
            .add_some("request", view.request.as_ref())
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.title(), self.fields())
    }
}
