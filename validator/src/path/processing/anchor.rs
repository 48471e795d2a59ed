//! The certificate of a trust anchor, where it binds the path below (RFC 5937 3).

use super::Processing;
use super::alone::{
    duplicate_extension, malformed_extension, may_not_sign_certificates, not_a_ca, unprocessed_extension,
    validity_fault,
};
use crate::certificate::Certificate;
use crate::finding::{Detail, Finding};
use crate::path::budget::Budget;
use crate::path::conformance::section_4_fault;
use crate::path::extensions::PathExtensions;
use crate::path::policy_graph::AnyPolicyCounts;
use crate::path::rule;
use crate::path::settings::{AnchorConstraints, Conformance, TimeChoice};

impl<'a> Processing<'a> {
    /// Lets the anchor's certificate bind, before any other is processed. Nothing where it does not, or where there
    /// is none.
    pub(crate) fn anchor_certificate(&mut self, budget: &mut Budget) -> Option<Finding> {
        if self.settings.anchor_constraints == AnchorConstraints::Ignored {
            return None;
        }
        let certificate = self.anchor?.certificate()?;
        let extensions = PathExtensions::of(certificate);
        self.constrain_by(&extensions, budget);
        let rule = &rule::ANCHOR;
        Some(match self.anchor_fault(certificate, &extensions) {
            None => Finding::pass(rule),
            Some(detail) => Finding::breach(rule, detail),
        })
    }

    /// The constraints become part of the initial state. An anchor without certificatePolicies leaves the policies
    /// open, other than a certificate of the path.
    fn constrain_by(&mut self, extensions: &PathExtensions<'a>, budget: &mut Budget) {
        if let Some(policies) = extensions.policies {
            let policies = policies.iter().map(|policy| &policy.oid);
            let done = self
                .valid_policy_graph
                .process_policies(policies, AnyPolicyCounts::Yes, budget);
            self.remember_exhaustion(done);
        }
        self.constrain_names(extensions);
        self.constrain_policies(extensions);
        self.constrain_length(extensions);
    }

    /// What would refuse the certificate of another CA. A v1 certificate, which has no room to say that its subject
    /// is a CA, is one by being trusted (RFC 5280 6.1.4 (k)).
    fn anchor_fault(&self, certificate: &Certificate, extensions: &PathExtensions<'_>) -> Option<Detail> {
        let is_time_judged = self.settings.time == TimeChoice::Judge;
        let is_conformance_judged = self.settings.conformance == Conformance::Sections4To6;
        duplicate_extension(extensions)
            .or_else(|| malformed_extension(extensions))
            .or_else(|| validity_fault(certificate, self.at).filter(|_| is_time_judged))
            .or_else(|| not_a_ca(certificate, extensions).filter(|_| certificate.version() >= 3))
            .or_else(|| may_not_sign_certificates(extensions))
            .or_else(|| unprocessed_extension(extensions))
            .or_else(|| section_4_fault(certificate).filter(|_| is_conformance_judged))
    }
}
