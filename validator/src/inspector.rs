//! One certificate alone: its profile, and whether it is in force.

use s1spki_policies::{Moment, Policy};

use crate::certificate::Certificate;
use crate::encoding::DecodeError;
use crate::facts::CertificateFacts;
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::rule::{self, identify, inspect};
use crate::verdict::{
    About, Brief, CertificateVerdict, FindingsOfCertificate, GroupedFindings, Identity, Tally,
};

/// Inspects certificates alone, under one policy and at one time.
///
/// Who issued a certificate and whether it was revoked is not asked; [`ChainJudge`](crate::ChainJudge) asks that.
#[derive(Clone, Copy, Debug)]
pub struct Inspector<'a> {
    policy: &'a Policy,
    at: Moment,
}

/// The rule that only a certificate alone needs; in a path it is `path.validity`.
pub(crate) static IN_FORCE: Rule = Rule {
    code: "validity.in-force",
    summary: "the certificate is in force at that time",
    basis: Basis::Standard("RFC 5280 4.1.2.5"),
    hint: "judge at a time inside its validity with --at, or get its successor",
};

impl<'a> Inspector<'a> {
    /// An inspector under `policy`, at `at`.
    #[must_use]
    pub const fn new(policy: &'a Policy, at: Moment) -> Self {
        Self { policy, at }
    }

    /// The verdict on the certificate in these bytes; what cannot be read is refused.
    #[must_use]
    pub fn inspect(&self, label: impl Into<String>, bytes: &[u8]) -> CertificateVerdict {
        self.inspect_decoded(label, Certificate::decode(bytes).as_ref())
    }

    /// The verdict on a certificate that is decoded already, or could not be.
    #[must_use]
    pub fn inspect_decoded(
        &self,
        label: impl Into<String>,
        certificate: Result<&Certificate, &DecodeError>,
    ) -> CertificateVerdict {
        match certificate {
            Err(error) => CertificateVerdict::unreadable(label, error),
            Ok(certificate) => {
                let mut of_certificate = held_against_profile(certificate, self.policy);
                of_certificate.findings.path.push(in_force(certificate, self.at));
                CertificateVerdict::new(label, of_certificate, None)
            }
        }
    }
}

impl Inspector<'_> {
    /// The decision on the certificate in these bytes, and what is not as it should be.
    #[must_use]
    pub fn brief(&self, bytes: &[u8]) -> Brief {
        let certificate = match Certificate::decode(bytes) {
            Ok(certificate) => certificate,
            Err(error) => return Brief::unreadable(&error),
        };
        let mut tally = tally_of_profile(&certificate, self.policy);
        tally.add(About::Certificate, &in_force(&certificate, self.at), None);
        tally.into_brief()
    }
}

/// What comes of holding a certificate against its profile, counted.
pub(crate) fn tally_of_profile(certificate: &Certificate, policy: &Policy) -> Tally {
    let facts = CertificateFacts::of(certificate);
    let identified = identify(&facts, policy);
    let mut tally = Tally::default();
    tally.add(About::Certificate, &identified.finding, None);
    if let Some(profile) = identified.profile {
        rule::tally(&facts, profile, policy, &mut tally);
    }
    tally
}

/// The findings of the profile that the certificate is of.
pub(crate) fn held_against_profile(certificate: &Certificate, policy: &Policy) -> FindingsOfCertificate {
    let facts = CertificateFacts::of(certificate);
    let identified = identify(&facts, policy);
    let mut findings = vec![identified.finding];
    findings.extend(
        identified
            .profile
            .map(|profile| inspect(&facts, profile, policy))
            .unwrap_or_default(),
    );
    FindingsOfCertificate {
        identity: Some(Identity::of_certificate(&facts, policy)),
        profile: identified.profile.map(|profile| profile.name.clone()),
        findings: GroupedFindings {
            profile: findings,
            ..GroupedFindings::default()
        },
        lists: Vec::new(),
    }
}

fn in_force(certificate: &Certificate, at: Moment) -> Finding {
    let validity = certificate.validity();
    if validity.contains(at) {
        return Finding::pass(&IN_FORCE);
    }
    Finding::breach(&IN_FORCE, Detail::new(validity, format!("{at} inside of it")))
}
