//! The verdict on one certificate.

use s1spki_policies::Standing;
use serde::Serialize;

use super::{Decision, Identity, standing};
use crate::encoding::DecodeError;
use crate::finding::Finding;
use crate::path::PassedOver;
use crate::revocation::ListReport;
use crate::rule::unreadable;

/// The verdict on one certificate.
#[derive(Clone, Debug)]
pub struct CertificateVerdict {
    /// What the caller calls it, such as its file.
    pub label: String,
    /// What is to be done with it.
    pub decision: Decision,
    /// On what standing that rests.
    pub standing: Standing,
    /// What was found in and about it.
    pub of_certificate: FindingsOfCertificate,
    /// The path on which it was accepted or refused; nothing where none was asked for.
    pub path: Option<PathTaken>,
}

/// What was found in and about one certificate.
#[derive(Clone, Debug, Serialize)]
pub struct FindingsOfCertificate {
    /// Who it says it is; nothing where it cannot be read.
    #[serde(flatten)]
    pub identity: Option<Identity>,
    /// The profile that it was held against.
    pub profile: Option<String>,
    /// The findings.
    pub findings: GroupedFindings,
    /// The revocation lists that were looked at for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<ListReport>,
}

/// Findings by what was asked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GroupedFindings {
    /// What whoever asks expects in this place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expected: Vec<Finding>,
    /// Profile and encoding.
    pub profile: Vec<Finding>,
    /// Its place in the path, or whether it is in force.
    pub path: Vec<Finding>,
    /// Revocation.
    pub revocation: Vec<Finding>,
}

/// The path on which a certificate was accepted or refused.
#[derive(Clone, Debug, Serialize)]
pub struct PathTaken {
    /// The name of the trust anchor, if the path ends at one.
    pub anchor: Option<String>,
    /// The certificates between it and the anchor, the next one first.
    pub above: Vec<FindingsOfCertificate>,
    /// The findings about the path as a whole.
    pub findings: Vec<Finding>,
    /// The issuers and paths that were looked at and not taken; of very many only the first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passed_over: Vec<PassedOver>,
    /// How many there were.
    pub passed_over_count: usize,
}

impl GroupedFindings {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        let alone = self.expected.iter().chain(&self.profile);
        alone.chain(&self.path).chain(&self.revocation)
    }
}

impl CertificateVerdict {
    /// The verdict that these findings carry.
    pub(crate) fn new(
        label: impl Into<String>,
        of_certificate: FindingsOfCertificate,
        path: Option<PathTaken>,
    ) -> Self {
        let mut verdict = Self {
            label: label.into(),
            decision: Decision::Undecided,
            standing: Standing::Designated,
            of_certificate,
            path,
        };
        verdict.decision = Decision::of(verdict.findings());
        verdict.standing = standing(verdict.decision, verdict.findings());
        verdict
    }

    /// The verdict on bytes that cannot be read as a certificate.
    pub(crate) fn unreadable(label: impl Into<String>, error: &DecodeError) -> Self {
        let findings = GroupedFindings {
            profile: vec![unreadable(error, "a certificate in DER")],
            ..GroupedFindings::default()
        };
        let of_certificate = FindingsOfCertificate {
            identity: None,
            profile: None,
            findings,
            lists: Vec::new(),
        };
        Self::new(label, of_certificate, None)
    }

    /// All findings: those in and about the certificate, those about the path, those about the certificates above.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        let path = self.path.iter().flat_map(|path| {
            let above = path.above.iter().flat_map(|above| above.findings.all());
            path.findings.iter().chain(above)
        });
        self.of_certificate.findings.all().chain(path)
    }
}
