//! What every form tells of a verdict, and in which order.

use super::card::{claims, claims_in_words};
use crate::finding::{Finding, Outcome};
use crate::verdict::{
    CertificateVerdict, Decision, FindingsOfCertificate, GateVerdict, ListVerdict, PathTaken, Question,
    RequestVerdict, Verdict,
};

/// A finding, and the name of the certificate that it is about, or its place in a gate, where that is not what was
/// asked about.
pub(super) type Told<'a> = (&'a str, &'a Finding);

/// A certificate, a request, a list, a message or an installation that was asked about.
pub(super) struct Subject<'a> {
    pub(super) label: &'a str,
    pub(super) decision: Decision,
    /// What it says of itself.
    pub(super) claims: Vec<String>,
    pub(super) told: Vec<Told<'a>>,
    /// The certificate and its path, where one was asked for.
    pub(super) path: Option<(&'a FindingsOfCertificate, &'a PathTaken)>,
}

impl<'a> Subject<'a> {
    /// What was asked about, in the order given.
    pub(super) fn all(verdict: &'a Verdict) -> impl Iterator<Item = Self> {
        let certificates = verdict.certificates.iter().map(Self::certificate);
        let requests = verdict.requests.iter().map(Self::request);
        certificates
            .chain(requests)
            .chain(verdict.lists.iter().map(Self::list))
            .chain(verdict.gates.iter().map(Self::gate))
    }

    fn certificate(verdict: &'a CertificateVerdict) -> Self {
        Self {
            label: &verdict.label,
            decision: verdict.decision,
            claims: claims(verdict.of_certificate.identity.as_ref()),
            told: told_of(verdict),
            path: verdict.path.as_ref().map(|path| (&verdict.of_certificate, path)),
        }
    }

    fn request(verdict: &'a RequestVerdict) -> Self {
        Self {
            label: &verdict.label,
            decision: verdict.decision,
            claims: claims(verdict.identity.as_ref()),
            told: verdict.findings.iter().map(|finding| ("", finding)).collect(),
            path: None,
        }
    }

    fn list(verdict: &'a ListVerdict) -> Self {
        Self {
            label: &verdict.label,
            decision: verdict.decision,
            claims: claims_in_words(&verdict.subject),
            told: verdict.findings.iter().map(|finding| ("", finding)).collect(),
            path: None,
        }
    }

    fn gate(verdict: &'a GateVerdict) -> Self {
        Self {
            label: &verdict.label,
            decision: verdict.decision,
            claims: claims_in_words(&verdict.subject),
            told: told_of_gate(verdict),
            path: None,
        }
    }

    /// What a reader must know: breaches; then what was not checked, unless something refuses, because then it is
    /// a consequence; then warnings, and what is not yet in force.
    pub(super) fn to_be_known(&self) -> impl Iterator<Item = Told<'a>> {
        let outcomes = match self.decision {
            Decision::Refuse => [Outcome::Breach, Outcome::Warning, Outcome::NotYetInForce].as_slice(),
            // A gate may let a bad certificate pass with a warning, and then its breaches are to be known.
            Decision::Accept | Decision::Undecided => &[
                Outcome::Breach,
                Outcome::NotChecked,
                Outcome::Warning,
                Outcome::NotYetInForce,
            ],
        };
        let with = |outcome: &'a Outcome| {
            let told = self.told.iter().copied();
            told.filter(move |(_, finding)| finding.outcome() == *outcome)
        };
        outcomes.iter().flat_map(with).collect::<Vec<_>>().into_iter()
    }
}

/// The findings of a verdict, those about the certificate that was asked about first.
pub(super) fn told_of(verdict: &CertificateVerdict) -> Vec<Told<'_>> {
    let mut told: Vec<Told<'_>> = Vec::new();
    told.extend(verdict.of_certificate.findings.all().map(|finding| ("", finding)));
    if let Some(path) = &verdict.path {
        told.extend(path.findings.iter().map(|finding| ("", finding)));
        for above in &path.above {
            told.extend(above.findings.all().map(|finding| (name_of(above), finding)));
        }
    }
    told
}

/// The findings of a gate, then those about the certificates that it looked at.
pub(super) fn told_of_gate(verdict: &GateVerdict) -> Vec<Told<'_>> {
    let own = verdict.findings.iter().map(|finding| ("", finding));
    let of_certificates = verdict.certificates.iter().flat_map(|certificate| {
        let told = told_of(&certificate.verdict).into_iter();
        told.map(|(about, finding)| match about {
            "" => (certificate.place.as_str(), finding),
            above => (above, finding),
        })
    });
    own.chain(of_certificates).collect()
}

pub(super) fn name_of(certificate: &FindingsOfCertificate) -> &str {
    match &certificate.identity {
        Some(identity) => &identity.subject,
        None => "a certificate that cannot be read",
    }
}

/// The codes of the findings with this outcome, each once.
pub(super) fn codes_with<'a>(
    outcome: Outcome,
    findings: impl IntoIterator<Item = &'a Finding>,
) -> Vec<&'static str> {
    let findings = findings.into_iter();
    let mut codes: Vec<&str> = findings
        .filter(|finding| finding.outcome() == outcome)
        .map(Finding::code)
        .collect();
    codes.dedup();
    codes
}

/// `3 certificates: 2 accepted, 1 refused`.
pub(super) fn sum(verdict: &Verdict) -> String {
    let decisions: Vec<Decision> = verdict.decisions().collect();
    let noun = noun(verdict.question, decisions.len());
    let counts: Vec<String> = [Decision::Accept, Decision::Refuse, Decision::Undecided]
        .into_iter()
        .map(|decision| {
            (
                decision,
                decisions.iter().filter(|other| **other == decision).count(),
            )
        })
        .filter(|(_, count)| *count > 0)
        .map(|(decision, count)| format!("{count} {}", decision.done().to_lowercase()))
        .collect();
    let mut sum = format!("{} {noun}", decisions.len());
    if !counts.is_empty() {
        sum = format!("{sum}: {}", counts.join(", "));
    }
    if !verdict.unread.is_empty() {
        sum = format!("{sum}; {} could not be read", verdict.unread.len());
    }
    sum
}

const fn noun(question: Question, count: usize) -> &'static str {
    match (question, count) {
        (Question::Request, 1) => "request",
        (Question::Request, _) => "requests",
        (Question::List, 1) => "revocation list",
        (Question::List, _) => "revocation lists",
        (Question::Command, 1) => "message",
        (Question::Command, _) => "messages",
        (Question::Migration, 1) => "installation",
        (Question::Migration, _) => "installations",
        (Question::Certificate | Question::Chain, 1) => "certificate",
        (Question::Certificate | Question::Chain, _) => "certificates",
    }
}
