//! The issuer's name (RFC 5280 4.1.2.4).

use s1spki_policies::{AttributeContent, AttributeType};

use super::ground::ProfileValue;
use super::{Check, Ground, Judgement, Wanted, name};
use crate::facts::{CertificateFacts, texts_of};
use crate::finding::{Basis, Detail, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 6] = [
    &ATTRIBUTES,
    &ORDER,
    &SINGLE_VALUED,
    &STRING_TYPE,
    &ROLE,
    &COMMON_NAME,
];

static ATTRIBUTES: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.issuer.attributes",
        summary: "the issuer's name has the attributes of the profile and no others",
        basis: Basis::Policy,
        hint: "the issuer is the issuing authority's subject, copied octet by octet",
    },
    ground: Ground::Profile(ProfileValue::Issuer),
    judge: |facts, wanted| name::attributes(facts.certificate().issuer(), wanted.profile.issuer.value()),
};

static ORDER: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.issuer.order",
        summary: "the attributes of the issuer's name stand in the order of the profile",
        basis: Basis::Policy,
        hint: "the issuer is the issuing authority's subject, copied octet by octet",
    },
    ground: Ground::Profile(ProfileValue::Issuer),
    judge: |facts, wanted| name::order(facts.certificate().issuer(), wanted.profile.issuer.value()),
};

static SINGLE_VALUED: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.issuer.single-valued",
        summary: "each attribute of the issuer's name stands in a relative distinguished name of its own",
        basis: Basis::Policy,
        hint: "the issuer is the issuing authority's subject, copied octet by octet",
    },
    ground: Ground::Profile(ProfileValue::Issuer),
    judge: |facts, _| name::single_valued(facts.certificate().issuer()),
};

static STRING_TYPE: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.issuer.string-type",
        summary: "the texts of the issuer's name have the string type of the profile",
        basis: Basis::Policy,
        hint: "the same text in another string type is another name to whoever compares octets",
    },
    ground: Ground::Profile(ProfileValue::Issuer),
    judge: |facts, wanted| name::string_types(facts.certificate().issuer(), wanted.profile.issuer.value()),
};

static ROLE: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.issuer.role",
        summary: "the issuer's organizational unit is the role of the authority that issues such certificates",
        basis: Basis::Policy,
        hint: "a root has role 00, an issuing authority 07; nobody else issues certificates",
    },
    ground: Ground::Profile(ProfileValue::Issuer),
    judge: role,
};

fn role(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    let parts = wanted.profile.issuer.value();
    let mut roles = parts.iter().filter(|part| part.content == AttributeContent::Role);
    let Some(wanted_role) = roles.find_map(|part| part.role) else {
        return Judgement::NotApplicable;
    };
    let mut found = texts_of(facts.certificate().issuer(), AttributeType::OrganizationalUnit);
    let Some(found) = found.next() else {
        return Judgement::NotApplicable; // said by `profile.issuer.attributes`
    };
    Judgement::kept_or(found.parse() == Ok(wanted_role), || {
        Detail::new(format!("`{found}`"), wanted.policy.role_name(wanted_role))
    })
}

static COMMON_NAME: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.issuer.common-name",
        summary: "the issuer's common name is not empty, and no longer than the profile allows",
        basis: Basis::Policy,
        hint: "devices store the name of an authority in a field of that size",
    },
    ground: Ground::Profile(ProfileValue::Issuer),
    judge: |facts, wanted| name::text_length(facts.certificate().issuer(), wanted.profile.issuer.value()),
};
