//! Version (RFC 5280 4.1.2.1), and the fields that only v2 had.

use super::ground::ProfileValue;
use super::{Check, Ground, Judgement, Wanted};
use crate::facts::CertificateFacts;
use crate::finding::{Basis, Detail, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 2] = [&NUMBER, &UNIQUE_IDS];

static NUMBER: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.version.number",
        summary: "the certificate has the version of the profile",
        basis: Basis::Policy,
        hint: "only X.509 v3 has extensions; issue the certificate anew as v3",
    },
    ground: Ground::Profile(ProfileValue::Version),
    judge: number,
};

fn number(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    let (found, wanted) = (facts.certificate().version(), *wanted.profile.version.value());
    Judgement::kept_or(found == u32::from(wanted), || {
        Detail::new(format!("v{found}"), format!("v{wanted}"))
    })
}

static UNIQUE_IDS: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.version.unique-ids",
        summary: "the fields issuerUniqueID and subjectUniqueID are not used",
        basis: Basis::Standard("RFC 5280 4.1.2.8"),
        hint: "the EUI-64 belongs into the subject's name, as x500UniqueIdentifier",
    },
    ground: Ground::Standard,
    judge: unique_ids,
};

fn unique_ids(facts: &CertificateFacts, _: &Wanted<'_>) -> Judgement {
    let certificate = facts.certificate();
    let found: Vec<&str> = [
        (certificate.has_issuer_unique_id(), "issuerUniqueID"),
        (certificate.has_subject_unique_id(), "subjectUniqueID"),
    ]
    .into_iter()
    .filter_map(|(present, field)| present.then_some(field))
    .collect();
    Judgement::kept_or(found.is_empty(), || {
        Detail::new(found.join(", "), "neither of the two fields")
    })
}
