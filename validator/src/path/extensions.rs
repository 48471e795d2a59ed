//! What the extensions of a certificate say to a path, gathered in one pass.

use crate::certificate::Certificate;
use crate::extension::{
    BasicConstraints, DistributionPoint, Extension, ExtensionContent, GeneralName, KeyUsages,
    NameConstraints, PolicyConstraints, PolicyInformation, PolicyMapping, duplicates,
};

/// What the extensions of a certificate say to a path. Of an extension that occurs twice the first counts.
#[derive(Default)]
pub(crate) struct PathExtensions<'a> {
    pub(crate) key_usage: Option<KeyUsages>,
    pub(crate) basic_constraints: Option<BasicConstraints>,
    pub(crate) policies: Option<&'a [PolicyInformation]>,
    pub(crate) policy_mappings: Option<&'a [PolicyMapping]>,
    pub(crate) policy_constraints: Option<PolicyConstraints>,
    pub(crate) inhibit_any_policy: Option<u32>,
    pub(crate) name_constraints: Option<&'a NameConstraints>,
    pub(crate) subject_alternative_names: Option<&'a [GeneralName]>,
    pub(crate) issuer_alternative_names: Option<&'a [GeneralName]>,
    pub(crate) crl_distribution_points: Option<&'a [DistributionPoint]>,
    /// The first critical extension that is not processed.
    pub(crate) unprocessed_critical: Option<&'a Extension>,
    /// The first known extension that cannot be read, and why.
    pub(crate) malformed: Option<(&'a Extension, &'a str)>,
    /// The first extension that occurs a second time.
    pub(crate) duplicate: Option<&'a Extension>,
}

impl<'a> PathExtensions<'a> {
    pub(crate) fn of(certificate: &'a Certificate) -> Self {
        let mut found = Self::default();
        for extension in certificate.extensions() {
            found.take(extension);
        }
        found.duplicate = duplicates(certificate.extensions()).next();
        found
    }

    fn take(&mut self, extension: &'a Extension) {
        match extension.content() {
            ExtensionContent::KeyUsage(usage) => first(&mut self.key_usage, *usage),
            ExtensionContent::BasicConstraints(constraints) => {
                first(&mut self.basic_constraints, *constraints)
            }
            ExtensionContent::CertificatePolicies(policies) => first(&mut self.policies, policies),
            ExtensionContent::PolicyMappings(mappings) => first(&mut self.policy_mappings, mappings),
            ExtensionContent::PolicyConstraints(constraints) => {
                first(&mut self.policy_constraints, *constraints);
            }
            ExtensionContent::InhibitAnyPolicy(count) => first(&mut self.inhibit_any_policy, *count),
            ExtensionContent::NameConstraints(constraints) => first(&mut self.name_constraints, constraints),
            ExtensionContent::SubjectAltName(names) => first(&mut self.subject_alternative_names, names),
            ExtensionContent::IssuerAltName(names) => first(&mut self.issuer_alternative_names, names),
            ExtensionContent::CrlDistributionPoints(points) => {
                first(&mut self.crl_distribution_points, points);
            }
            // Key identifiers guide the search for issuers, freshestCRL that for delta lists. Whether the
            // purposes fit is for the application to say (RFC 5280 4.2.1.12).
            ExtensionContent::AuthorityKeyIdentifier(_)
            | ExtensionContent::SubjectKeyIdentifier(_)
            | ExtensionContent::FreshestCrl(_)
            | ExtensionContent::ExtendedKeyUsage(_) => {}
            ExtensionContent::Malformed(reason) => first(&mut self.malformed, (extension, reason.as_str())),
            _ if extension.is_critical() => first(&mut self.unprocessed_critical, extension),
            _ => {}
        }
    }
}

fn first<T>(place: &mut Option<T>, value: T) {
    place.get_or_insert(value);
}
