//! Who a request is about: role, EUI-64, common name.

use s1spki_policies::{AttributeType, Eui64};

use super::Case;
use crate::facts::{EntityFact, RoleFact, texts_of};
use crate::finding::{Basis, Detail, Rule};
use crate::rule::ground::{ProfileValue, RequestValue};
use crate::rule::{Check, Ground, Judgement, Wanted, name, role};

pub(super) static CHECKS: [&Check<Case>; 8] = [
    &ATTRIBUTES,
    &SPELLING,
    &COMMON_NAME,
    &ROLE_FORM,
    &ROLE_KNOWN,
    &ROLE_PERMITTED,
    &IDENTIFIER_FORM,
    &IDENTIFIER_NULL,
];

static ATTRIBUTES: Check<Case> = Check {
    rule: Rule {
        code: "request.subject-attributes",
        summary: "the subject has the attributes of the profile, each once, and no others",
        basis: Basis::Policy,
        hint: "App M Appendix F: organizationalUnitName, uniqueIdentifier, and commonName if there is one",
    },
    ground: Ground::Profile(ProfileValue::Subject),
    judge: |case, wanted| name::attributes(case.facts.request().subject(), wanted.profile.subject.value()),
};

static SPELLING: Check<Case> = Check {
    rule: Rule {
        code: "request.name-spelling",
        summary: "the subject is spelt as it will stand in the certificate",
        basis: Basis::Policy,
        hint: "nothing is lost: the certificate is built from the profile, whatever the request's spelling",
    },
    ground: Ground::Request(RequestValue::OtherNameSpelling),
    judge: |case, wanted| {
        let permission = *wanted.policy.requests().other_name_spelling.value();
        spelling(case, wanted).tolerated_by(permission)
    },
};

/// Order, sets, string types, letter case, and an EUI-64 in hexadecimal instead of bits.
fn spelling(case: &Case, wanted: &Wanted<'_>) -> Judgement {
    let (subject, parts) = (case.facts.request().subject(), wanted.profile.subject.value());
    let mut details: Vec<Detail> = [
        name::order(subject, parts),
        name::single_valued(subject),
        name::string_types(subject, parts),
    ]
    .into_iter()
    .filter_map(|judgement| match judgement {
        Judgement::Broken(detail) => Some(detail),
        _ => None,
    })
    .collect();
    if case.facts.entity.spelt_as_text().is_some() {
        details.push(Detail::new(
            format!("x500UniqueIdentifier as {}", case.facts.entity),
            "a BIT STRING of 64 bits",
        ));
    }
    if let RoleFact::Code(role) = case.facts.role
        && let Some(text) = texts_of(subject, AttributeType::OrganizationalUnit).next()
        && text != role.to_string()
    {
        details.push(Detail::new(format!("OU `{text}`"), format!("`{role}`")));
    }
    let joined = |of: fn(&Detail) -> &str| details.iter().map(of).collect::<Vec<_>>().join("; ");
    Judgement::kept_or(details.is_empty(), || {
        Detail::new(joined(|detail| &detail.found), joined(|detail| &detail.wanted))
    })
}

static COMMON_NAME: Check<Case> = Check {
    rule: Rule {
        code: "request.common-name",
        summary: "the common name is not empty, and no longer than the profile allows",
        basis: Basis::Policy,
        hint: "shorten the common name, or leave it out",
    },
    ground: Ground::Profile(ProfileValue::Subject),
    judge: |case, wanted| name::text_length(case.facts.request().subject(), wanted.profile.subject.value()),
};

static ROLE_FORM: Check<Case> = Check {
    rule: Rule {
        code: "request.role-form",
        summary: "the role code is written as exactly two hexadecimal characters",
        basis: Basis::Policy,
        hint: "write the code in hexadecimal: 02 for a supplier, 89 (not 137) for dSPXmlSign",
    },
    ground: Ground::Profile(ProfileValue::Subject),
    judge: |case, wanted| role::form(&case.facts.role, wanted),
};

static ROLE_KNOWN: Check<Case> = Check {
    rule: Rule {
        code: "request.role-known",
        summary: "the role stands in the table of roles, with a name",
        basis: Basis::Policy,
        hint: "`policy show` lists the roles; one that the document defines can be added to the table",
    },
    ground: Ground::Profile(ProfileValue::Roles),
    judge: |case, wanted| role::known(&case.facts.role, wanted),
};

static ROLE_PERMITTED: Check<Case> = Check {
    rule: Rule {
        code: "request.role-permitted",
        summary: "the profile lets its subjects have that role",
        basis: Basis::Policy,
        hint: "an authority's certificate is not asked for by a request of this kind",
    },
    ground: Ground::Profile(ProfileValue::Roles),
    judge: |case, wanted| role::permitted(&case.facts.role, wanted),
};

static IDENTIFIER_FORM: Check<Case> = Check {
    rule: Rule {
        code: "request.identifier-form",
        summary: "the unique identifier says an EUI-64: a BIT STRING of 64 bits, or 16 hexadecimal digits",
        basis: Basis::Policy,
        hint: "write the eight octets of the EUI-64 as a BIT STRING, or their 16 hexadecimal digits as text",
    },
    ground: Ground::Profile(ProfileValue::Subject),
    judge: |case, _| match &case.facts.entity {
        EntityFact::Identifier(_) => Judgement::Kept,
        EntityFact::Absent | EntityFact::Several { .. } => Judgement::NotApplicable, // said by the attributes
        entity => Judgement::kept_or(entity.spelt_as_text().is_some(), || {
            Detail::new(entity, "a BIT STRING of 64 bits, or 16 hexadecimal digits")
        }),
    },
};

static IDENTIFIER_NULL: Check<Case> = Check {
    rule: Rule {
        code: "request.identifier-null",
        summary: "the EUI-64 is not null",
        basis: Basis::Policy,
        hint: "all zeros is nobody's identifier; null identifiers stopped the first FOC release",
    },
    ground: Ground::Request(RequestValue::NullIdentifier),
    judge: |case, wanted| {
        let permission = *wanted.policy.requests().null_identifier.value();
        case.facts
            .entity()
            .map_or(Judgement::NotApplicable, not_null)
            .tolerated_by(permission)
    },
};

fn not_null(identifier: Eui64) -> Judgement {
    Judgement::kept_or(!identifier.is_null(), || {
        Detail::new(identifier, "the EUI-64 of the organisation")
    })
}
