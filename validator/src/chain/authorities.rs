//! What is known of the certificates between the leaves and the anchors: worked out once, not for every leaf.

use std::collections::HashMap;
use std::sync::OnceLock;

use s1spki_policies::Policy;

use crate::certificate::Certificate;
use crate::inspector::{held_against_profile, tally_of_profile};
use crate::verdict::{About, FindingsOfCertificate, Tally};

/// What is known of the intermediate certificates, by fingerprint. A profile knows no time, so that this stays true
/// for ever.
#[derive(Debug)]
pub(super) struct Authorities(HashMap<[u8; 32], Known>);

#[derive(Debug, Default)]
struct Known {
    findings: OnceLock<FindingsOfCertificate>,
    tally: OnceLock<Tally>,
}

impl Authorities {
    pub(super) fn new(certificates: &[Certificate]) -> Self {
        let known = certificates
            .iter()
            .map(|certificate| (certificate.sha256(), Known::default()));
        Self(known.collect())
    }

    /// The findings of the profile.
    pub(super) fn findings(&self, certificate: &Certificate, policy: &Policy) -> FindingsOfCertificate {
        let find = || held_against_profile(certificate, policy);
        match self.0.get(&certificate.sha256()) {
            Some(known) => known.findings.get_or_init(find).clone(),
            None => find(),
        }
    }

    /// Counts the findings of the profile, as being about this.
    pub(super) fn tally(&self, certificate: &Certificate, policy: &Policy, about: About, tally: &mut Tally) {
        let count = || tally_of_profile(certificate, policy);
        match self.0.get(&certificate.sha256()) {
            Some(known) => tally.include(known.tally.get_or_init(count), about),
            None => tally.include(&count(), about),
        }
    }
}
