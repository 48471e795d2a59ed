//! The verdict of a gate: on one message, or on one installation.

use s1spki_policies::Standing;
use serde::Serializer;

use super::{CertificateVerdict, Decision, standing};
use crate::finding::{Detail, Finding, Outcome, Rule};

/// The verdict of a gate on one message or one installation.
///
/// The gate's own findings decide. A certificate that it looked at counts through the finding that says what the
/// gate makes of it; the whole verdict on it stands beside, for whoever wants to know why.
#[derive(Clone, Debug)]
pub struct GateVerdict {
    /// What the caller calls it, such as its file or its line.
    pub label: String,
    /// What was judged, in the order in which a reader wants to see it.
    pub subject: Vec<Claim>,
    /// What is to be done with it.
    pub decision: Decision,
    /// On what standing that rests.
    pub standing: Standing,
    /// Every rule of the gate, and what it found.
    pub findings: Vec<Finding>,
    /// The certificates that were looked at; none where only the decision was asked for.
    pub certificates: Vec<CertificateInPlace>,
}

/// Something that the subject of a gate says of itself, such as its device or its service reference variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is about, in small letters.
    pub name: &'static str,
    /// What it says.
    pub value: String,
}

/// A certificate that a gate looked at, and what it was looked at for.
#[derive(Clone, Debug)]
pub struct CertificateInPlace {
    /// Its place, such as `signer` or `notified critical supplier`.
    pub place: String,
    /// The verdict on it.
    pub verdict: CertificateVerdict,
}

impl Claim {
    /// A claim.
    #[must_use]
    pub fn new(name: &'static str, value: impl ToString) -> Self {
        Self {
            name,
            value: value.to_string(),
        }
    }
}

impl GateVerdict {
    /// The verdict that these findings carry.
    #[must_use]
    pub fn new(
        label: impl Into<String>,
        subject: Vec<Claim>,
        findings: Vec<Finding>,
        certificates: Vec<CertificateInPlace>,
    ) -> Self {
        let decision = Decision::of(&findings);
        Self {
            label: label.into(),
            subject,
            decision,
            standing: standing(decision, &findings),
            findings,
            certificates,
        }
    }

    /// The verdict on bytes that cannot be read as what the gate judges.
    #[must_use]
    pub fn unreadable(label: impl Into<String>, rule: &'static Rule, detail: Detail) -> Self {
        let findings = vec![Finding::breach(rule, detail)];
        Self::new(label, Vec::new(), findings, Vec::new())
    }

    /// The gate's findings with this outcome.
    pub fn findings_with(&self, outcome: Outcome) -> impl Iterator<Item = &Finding> {
        let findings = self.findings.iter();
        findings.filter(move |finding| finding.outcome() == outcome)
    }
}

/// As an object, because that is what readers of JSON look things up in.
pub(crate) fn subject_as_object<S: Serializer>(subject: &[Claim], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(subject.iter().map(|claim| (claim.name, &claim.value)))
}
