//! A certificate in its chain: profile, path to a trust anchor, revocation.

mod authorities;
mod inputs;

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
    Depth, ExpiredList, KnownStatuses, RevocationReport, RevocationSettings, RevocationStatus, UnknownStatus,
};
use crate::revocation_list::RevocationList;
use crate::verdict::{About, Brief, CertificateVerdict, FindingsOfCertificate, PathTaken, Tally};
use authorities::Authorities;
pub(crate) use inputs::Inputs;

/// Judges certificates in their chain, under one policy and at one time. It is built once and used for many, from
/// as many threads as there are.
///
/// Every certificate of the path that was taken is held against its profile, the trust anchor excepted: an anchor
/// is trusted as it is.
#[derive(Debug)]
pub struct ChainJudge<'a> {
    policy: &'a Policy,
    validator: Arc<PathValidator>,
    at: Moment,
    expectation: Expectation,
    authorities: Arc<Authorities>,
    statuses: KnownStatuses,
    inputs: Inputs,
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
        let anchors: Vec<TrustAnchor> = anchors.into_iter().collect();
        let intermediates: Vec<Certificate> = intermediates.into_iter().collect();
        let lists: Vec<RevocationList> = lists.into_iter().collect();
        let inputs = Inputs::new(policy, at, &anchors, &intermediates, &lists);
        let validator = PathValidator::new(settings_of(policy), anchors, intermediates, lists);
        Self {
            policy,
            expectation: Expectation::default(),
            authorities: Arc::new(Authorities::new(validator.held())),
            statuses: KnownStatuses::at(at, &validator),
            validator: Arc::new(validator),
            inputs,
            at,
        }
    }

    /// The same judge at another time. Both share what they were given, and the signatures that either has verified:
    /// nothing is decoded, hashed or verified again.
    #[must_use]
    pub fn at_time(&self, at: Moment) -> Self {
        Self {
            policy: self.policy,
            validator: Arc::clone(&self.validator),
            at,
            expectation: self.expectation,
            authorities: Arc::clone(&self.authorities),
            statuses: KnownStatuses::at(at, &self.validator),
            inputs: self.inputs.at_time(at),
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

    /// The decision on the certificate in these bytes, and what is not as it should be: as [`judge`](Self::judge)
    /// decides, without what passes.
    #[must_use]
    pub fn brief(&self, bytes: &[u8]) -> Brief {
        match Certificate::decode(bytes) {
            Err(error) => Brief::unreadable(&error),
            Ok(certificate) => self.brief_on(&certificate),
        }
    }

    /// The same on a certificate that is decoded already.
    #[must_use]
    pub fn brief_on(&self, certificate: &Certificate) -> Brief {
        let report = self.validator.validate_knowing(certificate, &self.statuses);
        let mut tally = Tally::default();
        tally.add_all(
            About::Certificate,
            &self.expectation.findings(certificate, self.policy),
        );
        self.tally(&report, 0, &mut tally);
        tally.add_all(About::Path, report.findings());
        for place in 1..report.certificates().len() {
            self.tally(&report, place, &mut tally);
        }
        tally.into_brief()
    }

    /// Whether a certificate has the name and the key of a trust anchor. An anchor is trusted as it is, and is not judged.
    #[must_use]
    pub fn trusts(&self, certificate: &Certificate) -> bool {
        self.validator.trusts(certificate)
    }

    /// The time at which this judge judges.
    #[must_use]
    pub const fn at(&self) -> Moment {
        self.at
    }

    /// The SHA-256 of what the judge was given: policy, anchors, intermediate certificates, lists, in whatever order.
    /// The time and what is expected are not part of it.
    #[must_use]
    pub const fn fingerprint(&self) -> [u8; 32] {
        self.inputs.fingerprint
    }

    /// What the judge was given, as far as its verdicts can depend on it.
    pub(crate) const fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// What is expected of the certificate that is asked about.
    pub(crate) const fn expectation(&self) -> Expectation {
        self.expectation
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
        let report = self.validator.validate_knowing(certificate, &self.statuses);
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
                let mut found = self.authorities.findings(this, self.policy);
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

    /// Counts what [`findings_of_path`](Self::findings_of_path) lists of one certificate, in the same order.
    fn tally(&self, report: &PathReport, place: usize, tally: &mut Tally) {
        let Some(this) = report.certificates().get(place) else {
            return;
        };
        let about = match place {
            0 => About::Certificate,
            place => About::Above(place),
        };
        let certificate = this.certificate();
        self.authorities.tally(this, self.policy, about, tally);
        for finding in this.path_findings() {
            tally.add(about, finding, self.choice_behind(finding));
        }
        let above = report.certificates().get(place.saturating_add(1));
        let above = above.map(CertificateReport::certificate);
        tally.add(about, &issuer_key(certificate, above, report.anchor()), None);
        for finding in this.revocation().findings() {
            tally.add(
                about,
                finding,
                self.choice_behind_status(this.revocation(), finding),
            );
        }
    }

    fn of_certificate(&self, findings: &[Finding]) -> Vec<Finding> {
        let findings = findings.iter();
        findings
            .map(|finding| resting_on(finding, self.choice_behind(finding)))
            .collect()
    }

    fn of_status(&self, report: &RevocationReport) -> Vec<Finding> {
        let findings = report.findings().iter();
        findings
            .map(|finding| resting_on(finding, self.choice_behind_status(report, finding)))
            .collect()
    }

    /// Which policies and algorithms are acceptable is a choice of the policy, so its findings rest on that.
    fn choice_behind(&self, finding: &Finding) -> Option<&'a Arc<Authority>> {
        let relying = self.policy.relying_parties();
        match finding.code() {
            code if code == rule::POLICY.code => Some(relying.policies.authority()),
            code if code == rule::ALGORITHM.code => Some(relying.algorithms.authority()),
            _ => None,
        }
    }

    /// What a known status means follows from RFC 5280; what an unknown one means is a choice of the policy.
    fn choice_behind_status(
        &self,
        report: &RevocationReport,
        finding: &Finding,
    ) -> Option<&'a Arc<Authority>> {
        let is_open = matches!(report.status(), RevocationStatus::Unknown(_))
            && matches!(
                finding.outcome(),
                Outcome::Breach | Outcome::Warning | Outcome::NotChecked
            );
        is_open.then(|| self.policy.relying_parties().revocation.authority())
    }
}

fn resting_on(finding: &Finding, authority: Option<&Arc<Authority>>) -> Finding {
    match authority {
        Some(authority) => finding.clone().resting_on(authority),
        None => finding.clone(),
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
