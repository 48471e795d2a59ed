//! The subject's Remote Party Role Code (App M Appendix F; SEC L3).

use super::ground::ProfileValue;
use super::{Check, Ground, Judgement, Wanted};
use crate::facts::{CertificateFacts, RoleFact};
use crate::finding::{Basis, Detail, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 3] = [&FORM, &KNOWN, &PERMITTED];

static FORM: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.role.form",
        summary: "the role code is written as exactly two hexadecimal characters",
        basis: Basis::Policy,
        hint: "write the code in hexadecimal: 02 for a supplier, 89 (not 137) for dSPXmlSign",
    },
    ground: Ground::Profile(ProfileValue::Subject),
    judge: |facts, wanted| form(&facts.role, wanted),
};

/// The role code is two hexadecimal characters. One that is missing or double is said by the rule on attributes.
pub(super) fn form(role: &RoleFact, wanted: &Wanted<'_>) -> Judgement {
    let (text, decimal_of) = match role {
        RoleFact::Code(_) => return Judgement::Kept,
        RoleFact::Absent | RoleFact::Several(_) => return Judgement::NotApplicable,
        RoleFact::NotTwoHex { text, decimal_of } => (text.escape_debug(), decimal_of),
    };
    Judgement::Broken(match decimal_of {
        Some(role) => {
            let found = format!("`{text}` (decimal of role {})", wanted.policy.role_name(*role));
            Detail::new(found, format!("two hexadecimal characters: `{role}`"))
        }
        None => Detail::new(format!("`{text}`"), "two hexadecimal characters"),
    })
}

static KNOWN: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.role.known",
        summary: "the role stands in the table of roles, with a name",
        basis: Basis::Policy,
        hint: "`policy show` lists the roles; one that the document defines can be added to the table",
    },
    ground: Ground::Profile(ProfileValue::Roles),
    judge: |facts, wanted| known(&facts.role, wanted),
};

/// The role is one that the table names.
pub(super) fn known(role: &RoleFact, wanted: &Wanted<'_>) -> Judgement {
    let Some(role) = role.code() else {
        return Judgement::NotApplicable;
    };
    let row = wanted.policy.roles().get(&role);
    let named = row.is_some_and(|row| row.value().name.is_some());
    Judgement::kept_or(named, || {
        let found = match row {
            Some(_) => format!("{role}, which the table leaves without a name"),
            None => format!("{role}, which is not in the table"),
        };
        Detail::new(found, "a role that the table names")
    })
}

static PERMITTED: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.role.permitted",
        summary: "the profile lets its subjects have that role",
        basis: Basis::Policy,
        hint: "such a role needs a certificate of another profile",
    },
    ground: Ground::Profile(ProfileValue::Roles),
    judge: |facts, wanted| permitted(&facts.role, wanted),
};

/// The role is one of the profile's.
pub(super) fn permitted(role: &RoleFact, wanted: &Wanted<'_>) -> Judgement {
    let Some(role) = role.code() else {
        return Judgement::NotApplicable;
    };
    let roles = wanted.profile.roles.value();
    if !roles.contains(&role) && known(&RoleFact::Code(role), wanted) != Judgement::Kept {
        return Judgement::NotApplicable; // said by the rule on known roles
    }
    Judgement::kept_or(roles.contains(&role), || {
        let permitted: Vec<String> = roles.iter().map(ToString::to_string).collect();
        Detail::new(
            wanted.policy.role_name(role),
            format!("one of {}", permitted.join(", ")),
        )
    })
}
