//! What came of validating a certificate.

use std::sync::Arc;

use super::anchor::TrustAnchor;
use super::budget::WorkAmount;
use super::policy_graph::ConstrainedPolicies;
use super::text::some_of;
use crate::algorithm::SubjectPublicKeyInfo;
use crate::certificate::Certificate;
use crate::crypto::SignatureFault;
use crate::finding::{Finding, Outcome};
use crate::revocation::RevocationReport;

/// What came of validating a certificate: the path that was chosen, and every finding about it.
///
/// The path is there even where it is not valid. See the [module](super) for which one is chosen.
#[derive(Clone, Debug)]
pub struct PathReport {
    pub(super) certificates: Vec<CertificateReport>,
    pub(super) anchor: Option<TrustAnchor>,
    pub(super) findings: Vec<Finding>,
    pub(super) policies: ConstrainedPolicies,
    pub(super) passed_over: Vec<PassedOver>,
    pub(super) passed_over_count: usize,
    pub(super) work: WorkAmount,
}

/// Whether a path is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathOutcome {
    /// Every rule was looked at, and none is broken.
    Valid,
    /// No rule is known to be broken, but one could not be looked at.
    Undecided,
    /// A rule is broken.
    Invalid,
}

impl PathOutcome {
    /// What these findings come to.
    pub(super) fn of<'a>(findings: impl Iterator<Item = &'a Finding>) -> Self {
        findings
            .map(|finding| match finding.outcome() {
                Outcome::Breach => Self::Invalid,
                Outcome::NotChecked => Self::Undecided,
                Outcome::Pass | Outcome::Warning | Outcome::NotApplicable | Outcome::NotYetInForce => {
                    Self::Valid
                }
            })
            .max()
            .unwrap_or(Self::Undecided)
    }
}

/// What was found about one certificate of a path.
#[derive(Clone, Debug)]
pub struct CertificateReport {
    pub(super) certificate: Certificate,
    /// Its place among the certificates that the validator holds, if it is one of them.
    pub(super) held: Option<usize>,
    pub(super) findings: Vec<Finding>,
    pub(super) revocation: Arc<RevocationReport>,
}

impl CertificateReport {
    /// The certificate.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Its place among the certificates that the validator holds, if it is one of them.
    pub(crate) const fn held(&self) -> Option<usize> {
        self.held
    }

    /// The findings of path processing, in the order of RFC 5280 6.1.
    #[must_use]
    pub fn path_findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The status of the certificate, and how it was found.
    #[must_use]
    pub fn revocation(&self) -> &RevocationReport {
        &self.revocation
    }

    /// All findings: those of path processing, then those about the status.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(self.revocation.findings())
    }
}

impl PathReport {
    /// Whether the path is valid.
    #[must_use]
    pub fn outcome(&self) -> PathOutcome {
        PathOutcome::of(self.all_findings())
    }

    /// Whether the path is valid: every rule was looked at, and none is broken.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.outcome() == PathOutcome::Valid
    }

    /// The certificates of the path, the one that was asked about first, the one that the trust anchor issued
    /// last. There is always one.
    #[must_use]
    pub fn certificates(&self) -> &[CertificateReport] {
        &self.certificates
    }

    /// The trust anchor at the end of the path, if it reaches one.
    #[must_use]
    pub const fn anchor(&self) -> Option<&TrustAnchor> {
        self.anchor.as_ref()
    }

    /// The findings about the path as a whole.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// All findings: those about the path, then those about each certificate.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        let of_certificates = self.certificates.iter().flat_map(CertificateReport::findings);
        self.findings.iter().chain(of_certificates)
    }

    /// The user-constrained-policy-set (RFC 5280 6.1.5 (g)), in both domains. It says something only of a path
    /// that is valid.
    #[must_use]
    pub const fn policies(&self) -> &ConstrainedPolicies {
        &self.policies
    }

    /// The working public key with its algorithm and parameters (RFC 5280 6.1.6); nothing unless the path is
    /// valid.
    #[must_use]
    pub fn working_public_key(&self) -> Option<&SubjectPublicKeyInfo> {
        let last = self.certificates.first().filter(|_| self.is_valid())?;
        Some(last.certificate.public_key())
    }

    /// The issuers and paths that were looked at and not taken, in that order. Of very many only the first are
    /// here; see [`passed_over_count`](Self::passed_over_count).
    #[must_use]
    pub fn passed_over(&self) -> &[PassedOver] {
        &self.passed_over
    }

    /// How many there were.
    #[must_use]
    pub const fn passed_over_count(&self) -> usize {
        self.passed_over_count
    }

    /// The work that it took.
    #[must_use]
    pub const fn work(&self) -> WorkAmount {
        self.work
    }
}

/// A path, or the beginning of one, that was not taken.
#[derive(Clone, Debug)]
pub struct PassedOver {
    /// Its certificates, the one that was asked about first; the last one is the candidate that was passed
    /// over, unless that is the anchor.
    pub certificates: Vec<Certificate>,
    /// The trust anchor that it reached.
    pub anchor: Option<TrustAnchor>,
    /// Why.
    pub reason: PassedOverReason,
}

/// Why a candidate was not taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PassedOverReason {
    /// The candidate's key did not make the signature of the certificate below.
    #[error("its key did not sign the certificate below: {0}")]
    Signature(SignatureFault),
    /// The certificate, or another about the same subject and key, is in the path already.
    #[error("its subject and key are in the path already")]
    Repetition,
    /// The path would be longer than the limit.
    #[error("the path would have more than {0} certificates")]
    TooLong(usize),
    /// Nobody is known who could have issued the last certificate.
    #[error("no issuer of it is known")]
    NoIssuer,
    /// The path is complete, and breaks rules.
    #[error("the path breaks {}", some_of(.0.iter().map(Finding::code)))]
    NotValid(Vec<Finding>),
}
