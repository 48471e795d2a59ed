//! The subject's name (RFC 5280 4.1.2.6). Role and EUI-64 have families of their own.

use super::ground::ProfileValue;
use super::{Check, Ground, name};
use crate::facts::CertificateFacts;
use crate::finding::{Basis, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 5] =
    [&ATTRIBUTES, &ORDER, &SINGLE_VALUED, &STRING_TYPE, &COMMON_NAME];

static ATTRIBUTES: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.subject.attributes",
        summary: "the subject's name has the attributes of the profile and no others",
        basis: Basis::Policy,
        hint: "role and EUI-64 say who the subject is; nothing else belongs into the name",
    },
    ground: Ground::Profile(ProfileValue::Subject),
    judge: |facts, wanted| name::attributes(facts.certificate().subject(), wanted.profile.subject.value()),
};

static ORDER: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.subject.order",
        summary: "the attributes of the subject's name stand in the order of the profile",
        basis: Basis::Policy,
        hint: "the order is part of the name to whoever compares octets",
    },
    ground: Ground::Profile(ProfileValue::Subject),
    judge: |facts, wanted| name::order(facts.certificate().subject(), wanted.profile.subject.value()),
};

static SINGLE_VALUED: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.subject.single-valued",
        summary: "each attribute of the subject's name stands in a relative distinguished name of its own",
        basis: Basis::Policy,
        hint: "write one attribute into each relative distinguished name",
    },
    ground: Ground::Profile(ProfileValue::Subject),
    judge: |facts, _| name::single_valued(facts.certificate().subject()),
};

static STRING_TYPE: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.subject.string-type",
        summary: "the texts of the subject's name have the string type of the profile",
        basis: Basis::Policy,
        hint: "the same text in another string type is another name to whoever compares octets",
    },
    ground: Ground::Profile(ProfileValue::Subject),
    judge: |facts, wanted| name::string_types(facts.certificate().subject(), wanted.profile.subject.value()),
};

static COMMON_NAME: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.subject.common-name",
        summary: "the subject's common name is not empty, and no longer than the profile allows",
        basis: Basis::Policy,
        hint: "shorten the common name, or leave it out where the profile lets it be left out",
    },
    ground: Ground::Profile(ProfileValue::Subject),
    judge: |facts, wanted| name::text_length(facts.certificate().subject(), wanted.profile.subject.value()),
};
