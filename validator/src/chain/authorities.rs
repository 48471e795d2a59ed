//! What is known of the certificates between the leaves and the anchors: worked out once, not for every leaf.

use std::sync::OnceLock;

use s1spki_policies::Policy;

use crate::inspector::{held_against_profile, tally_of_profile};
use crate::path::CertificateReport;
use crate::verdict::{About, FindingsOfCertificate, Tally};

/// What is known of the intermediate certificates, in the order in which the validator holds them. A profile knows
/// no time, so that this stays true for ever.
#[derive(Debug)]
pub(super) struct Authorities(Vec<Known>);

#[derive(Debug, Default)]
struct Known {
    findings: OnceLock<FindingsOfCertificate>,
    tally: OnceLock<Tally>,
}

impl Authorities {
    pub(super) fn new(count: usize) -> Self {
        Self(std::iter::repeat_with(Known::default).take(count).collect())
    }

    /// The findings of the profile.
    pub(super) fn findings(&self, report: &CertificateReport, policy: &Policy) -> FindingsOfCertificate {
        let find = || held_against_profile(report.certificate(), policy);
        match self.known(report) {
            Some(known) => known.findings.get_or_init(find).clone(),
            None => find(),
        }
    }

    /// Counts the findings of the profile, as being about this.
    pub(super) fn tally(&self, report: &CertificateReport, policy: &Policy, about: About, tally: &mut Tally) {
        let count = || tally_of_profile(report.certificate(), policy);
        match self.known(report) {
            Some(known) => tally.include(known.tally.get_or_init(count), about),
            None => tally.include(&count(), about),
        }
    }

    fn known(&self, report: &CertificateReport) -> Option<&Known> {
        self.0.get(report.held()?)
    }
}
