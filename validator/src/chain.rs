//! A certificate in its chain: profile, path to a trust anchor, revocation.

use std::sync::Arc;

use s1spki_policies::{
    Authority, ExpiredList as ExpiredListWord, Moment, Oid, Policy, RevocationDepth, SignatureAlgorithm,
    UnknownStatus as UnknownStatusWord,
};

use crate::certificate::Certificate;
use crate::encoding::DecodeError;
use crate::expectation::Expectation;
use crate::finding::{Finding, Outcome};
use crate::inspector::held_against_profile;
use crate::issuer_key::issuer_key;
use crate::path::{
    CertificateReport, ExplicitPolicy, KeyKind, PathReport, PathSettings, PathValidator, PermittedAlgorithms,
    TrustAnchor, UserInitialPolicySet, rule,
};
use crate::revocation::{
    Depth, ExpiredList, RevocationReport, RevocationSettings, RevocationStatus, UnknownStatus,
};
use crate::revocation_list::RevocationList;
use crate::verdict::{CertificateVerdict, FindingsOfCertificate, PathTaken};

/// Judges certificates in their chain, under one policy and at one time. It is built once and used for many, from
/// as many threads as there are.
///
/// Every certificate of the path that was taken is held against its profile, the trust anchor excepted: an anchor
/// is trusted as it is.
#[derive(Debug)]
pub struct ChainJudge<'a> {
    policy: &'a Policy,
    validator: PathValidator,
    at: Moment,
    expectation: Expectation,
}

impl<'a> ChainJudge<'a> {
    /// A judge under `policy`, at `at`, with these trust anchors, intermediate certificates and revocation lists.
    pub fn new(
        policy: &'a Policy,
        at: Moment,
        anchors: impl IntoIterator<Item = TrustAnchor>,
        intermediates: impl IntoIterator<Item = Certificate>,
        lists: impl IntoIterator<Item = RevocationList>,
    ) -> Self {
        Self {
            policy,
            validator: PathValidator::new(settings_of(policy), anchors, intermediates, lists),
            at,
            expectation: Expectation::default(),
        }
    }

    /// The same judge, who also holds the certificate that is asked about against what is expected in its place.
    #[must_use]
    pub fn expecting(self, expectation: Expectation) -> Self {
        Self { expectation, ..self }
    }

    /// The verdict on the certificate in these bytes; what cannot be read is refused.
    #[must_use]
    pub fn judge(&self, label: impl Into<String>, bytes: &[u8]) -> CertificateVerdict {
        self.judge_decoded(label, Certificate::decode(bytes).as_ref())
    }

    /// The verdict on a certificate that is decoded already, or could not be.
    #[must_use]
    pub fn judge_decoded(
        &self,
        label: impl Into<String>,
        certificate: Result<&Certificate, &DecodeError>,
    ) -> CertificateVerdict {
        match certificate {
            Err(error) => CertificateVerdict::unreadable(label, error),
            Ok(certificate) => self.verdict(label, certificate),
        }
    }

    fn verdict(&self, label: impl Into<String>, certificate: &Certificate) -> CertificateVerdict {
        let report = self.validator.validate(certificate, self.at);
        let mut found = self.findings_of_path(&report).into_iter();
        let mut of_certificate = found
            .next() // a path has at least one
            .unwrap_or_else(|| held_against_profile(certificate, self.policy));
        of_certificate.findings.expected = self.expectation.findings(certificate, self.policy);
        let path = PathTaken {
            anchor: report.anchor().map(|anchor| anchor.name().to_string()),
            above: found.collect(),
            findings: report.findings().to_vec(),
            passed_over: report.passed_over().to_vec(),
            passed_over_count: report.passed_over_count(),
        };
        CertificateVerdict::new(label, of_certificate, Some(path))
    }

    /// The findings of each certificate, the one that was asked about first.
    fn findings_of_path(&self, report: &PathReport) -> Vec<FindingsOfCertificate> {
        let certificates = report.certificates();
        let above = certificates.iter().skip(1).map(Some).chain([None]);
        let pairs = certificates.iter().zip(above);
        pairs
            .map(|(this, above)| {
                let certificate = this.certificate();
                let mut found = held_against_profile(certificate, self.policy);
                found.findings.path = self.of_certificate(this.path_findings());
                let above = above.map(CertificateReport::certificate);
                found
                    .findings
                    .path
                    .push(issuer_key(certificate, above, report.anchor()));
                found.findings.revocation = self.of_status(this.revocation());
                found.lists = this.revocation().lists().to_vec();
                found
            })
            .collect()
    }

    /// Which policies and algorithms are acceptable is a choice of the policy, so its findings rest on that.
    fn of_certificate(&self, findings: &[Finding]) -> Vec<Finding> {
        let relying = self.policy.relying_parties();
        let chosen = |finding: &Finding| -> Option<&Arc<Authority>> {
            match finding.code() {
                code if code == rule::POLICY.code => Some(relying.policies.authority()),
                code if code == rule::ALGORITHM.code => Some(relying.algorithms.authority()),
                _ => None,
            }
        };
        let findings = findings.iter().cloned();
        findings
            .map(|finding| match chosen(&finding) {
                Some(authority) => finding.resting_on(authority),
                None => finding,
            })
            .collect()
    }

    /// What a known status means follows from RFC 5280; what an unknown one means is a choice of the policy.
    fn of_status(&self, report: &RevocationReport) -> Vec<Finding> {
        let findings = report.findings().iter().cloned();
        if !matches!(report.status(), RevocationStatus::Unknown(_)) {
            return findings.collect();
        }
        let authority = self.policy.relying_parties().revocation.authority();
        findings
            .map(|finding| match finding.outcome() {
                Outcome::Breach | Outcome::Warning | Outcome::NotChecked => finding.resting_on(authority),
                Outcome::Pass | Outcome::NotApplicable | Outcome::NotYetInForce => finding,
            })
            .collect()
    }
}

/// What the policy asks of a path, as path validation takes it.
fn settings_of(policy: &Policy) -> PathSettings {
    let relying = policy.relying_parties();
    let policies = relying.policies.value().iter();
    let checking = relying.revocation.value();
    PathSettings {
        user_initial_policy_set: UserInitialPolicySet::only(
            policies.map(|reference| policy.resolve(reference)),
        ),
        explicit_policy: if *relying.explicit_policy.value() {
            ExplicitPolicy::Required
        } else {
            ExplicitPolicy::NotRequired
        },
        algorithms: permitted(relying.algorithms.value()),
        revocation: RevocationSettings {
            depth: match checking.depth {
                RevocationDepth::Leaf => Depth::Leaf,
                RevocationDepth::Chain => Depth::Chain,
            },
            unknown_status: match checking.unknown_status {
                UnknownStatusWord::Refuse => UnknownStatus::Refuse,
                UnknownStatusWord::Undecided => UnknownStatus::Undecided,
                UnknownStatusWord::Allow => UnknownStatus::Allow,
            },
            expired_list: match checking.expired_list {
                ExpiredListWord::Refuse => ExpiredList::Refuse,
                ExpiredListWord::Allow => ExpiredList::Allow,
            },
            ..RevocationSettings::default()
        },
        ..PathSettings::default()
    }
}

/// An algorithm of the policy permits signatures by it, and keys on its curve.
fn permitted<'a>(algorithms: impl IntoIterator<Item = &'a SignatureAlgorithm>) -> PermittedAlgorithms {
    let (mut signatures, mut keys) = (Vec::new(), Vec::new());
    for algorithm in algorithms {
        let (signature, curve) = match algorithm {
            SignatureAlgorithm::EcdsaP256Sha256 => ("1.2.840.10045.4.3.2", "1.2.840.10045.3.1.7"),
            SignatureAlgorithm::EcdsaP384Sha384 => ("1.2.840.10045.4.3.3", "1.3.132.0.34"),
        };
        let oid = |dotted: &str| dotted.parse::<Oid>().ok();
        signatures.extend(oid(signature));
        keys.extend(oid(EC_PUBLIC_KEY).map(|algorithm| KeyKind {
            algorithm,
            curve: oid(curve),
        }));
    }
    PermittedAlgorithms::Only { signatures, keys }
}

/// id-ecPublicKey (RFC 5480 2.1.1).
const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
