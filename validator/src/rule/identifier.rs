//! The subject's EUI-64 (App M Appendix F): the attribute x500UniqueIdentifier.

use s1spki_policies::AttributeContent;

use super::ground::{ProfileValue, RequestValue};
use super::{Check, Ground, Judgement, Wanted};
use crate::facts::{CertificateFacts, EntityFact};
use crate::finding::{Basis, Detail, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 2] = [&FORM, &NULL];

static FORM: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.identifier.form",
        summary: "the unique identifier is a BIT STRING of 64 bits",
        basis: Basis::Policy,
        hint: "write the eight octets of the EUI-64 as a BIT STRING without unused bits: 03 09 00 and they",
    },
    ground: Ground::Profile(ProfileValue::Subject),
    judge: form,
};

fn form(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    let parts = wanted.profile.subject.value();
    let has_one = parts
        .iter()
        .any(|part| part.content == AttributeContent::EntityIdentifier);
    match &facts.entity {
        _ if !has_one => Judgement::NotApplicable, // an authority
        EntityFact::Identifier(_) => Judgement::Kept,
        EntityFact::Absent | EntityFact::Several { .. } => Judgement::NotApplicable, // said by the attributes
        malformed => Judgement::Broken(Detail::new(malformed, "a BIT STRING of 64 bits")),
    }
}

static NULL: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.identifier.null",
        summary: "the EUI-64 is not null",
        basis: Basis::Policy,
        hint: "all zeros is nobody's identifier; null identifiers stopped the first FOC release",
    },
    ground: Ground::Request(RequestValue::NullIdentifier),
    judge: |facts, wanted| match facts.entity() {
        None => Judgement::NotApplicable,
        Some(identifier) => {
            let detail = || Detail::new(identifier, "the EUI-64 of the organisation");
            let permission = *wanted.policy.requests().null_identifier.value();
            Judgement::kept_or(!identifier.is_null(), detail).tolerated_by(permission)
        }
    },
};
