//! What whoever asks expects of a certificate in a certain place.
//!
//! A chain says that a certificate is good, not that it is the right one: a network operator's is as good as a
//! supplier's. Whoever knows what belongs in a place says so, and the certificate is held against that too.

use s1spki_policies::{Policy, RemotePartyRole};

use crate::certificate::Certificate;
use crate::facts::RoleFact;
use crate::finding::{Basis, Detail, Finding, Rule};

/// What is expected of the certificate that is asked about. By default nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    /// Its role.
    pub role: Option<RemotePartyRole>,
}

/// The rule rests on the row of the role table that says who may hold the role.
pub(crate) static ROLE: Rule = Rule {
    code: "expected.role",
    summary: "the certificate has the role that is expected in its place",
    basis: Basis::Policy,
    hint: "put the certificate of a party with that role in its place; its being good is not enough",
};

impl Expectation {
    /// What comes of holding a certificate against what is expected; nothing where nothing is.
    pub(crate) fn findings(&self, certificate: &Certificate, policy: &Policy) -> Vec<Finding> {
        let role = self
            .role
            .map(|wanted| role(&RoleFact::of(certificate.subject()), wanted, policy));
        role.into_iter().collect()
    }
}

fn role(found: &RoleFact, wanted: RemotePartyRole, policy: &Policy) -> Finding {
    let finding = match found.code() {
        Some(role) if role == wanted => Finding::pass(&ROLE),
        Some(role) => Finding::breach(
            &ROLE,
            Detail::new(policy.role_name(role), policy.role_name(wanted)),
        ),
        None => Finding::breach(
            &ROLE,
            Detail::new("no role code that can be read", policy.role_name(wanted)),
        ),
    };
    match policy.roles().get(&wanted) {
        Some(row) => finding.resting_on(row.authority()),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use s1spki_fixtures::key::TestKey;
    use s1spki_fixtures::make::{Authority, OrganisationProfile, OrganisationUsage, oid};

    use super::*;
    use crate::finding::Outcome;

    fn supplier() -> s1spki_fixtures::make::CertificateSpecimen {
        let key = TestKey::p256("supplier");
        OrganisationProfile::lab(OrganisationUsage::Signing, &Authority::lab_issuing(), &key).specimen()
    }

    #[test]
    fn another_role_is_a_breach_that_rests_on_the_role_table() {
        let policy = Policy::embedded("lab").unwrap().unwrap();
        let certificate = Certificate::decode(&supplier().der()).unwrap();
        let findings = |role| Expectation { role }.findings(&certificate, &policy);
        assert_eq!(findings(None), []);
        let [good] = findings(Some(RemotePartyRole::new(2))).try_into().unwrap();
        assert_eq!((good.code(), good.outcome()), ("expected.role", Outcome::Pass));
        let [bad] = findings(Some(RemotePartyRole::new(3))).try_into().unwrap();
        assert_eq!(
            (bad.outcome(), bad.clause().as_str()),
            (Outcome::Breach, "SEC L3")
        );
        let detail = bad.detail().unwrap();
        assert_eq!(
            (detail.found.as_str(), detail.wanted.as_str()),
            ("02 supplier", "03 networkOperator")
        );
    }

    #[test]
    fn a_role_that_cannot_be_read_is_not_the_expected_one() {
        let policy = Policy::embedded("lab").unwrap().unwrap();
        let mut specimen = supplier();
        specimen.subject.attribute_mut(oid::ORGANIZATIONAL_UNIT).content = b"two".to_vec();
        let certificate = Certificate::decode(&specimen.der()).unwrap();
        let role = Some(RemotePartyRole::new(2));
        let findings = Expectation { role }.findings(&certificate, &policy);
        assert_eq!(findings[0].outcome(), Outcome::Breach);
        assert_eq!(
            findings[0].detail().unwrap().found,
            "no role code that can be read"
        );
    }
}
