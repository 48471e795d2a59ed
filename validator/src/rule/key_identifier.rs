//! The identifiers of the subject's and the issuer's key (RFC 5280 4.2.1.1, 4.2.1.2).

use s1spki_policies::{AuthorityKeyForm, ExtensionType, KeyIdentifierMethod};

use super::extension::{critical, present, unusable};
use super::ground::ProfileValue;
use super::{Check, Ground, Judgement, Wanted};
use crate::facts::CertificateFacts;
use crate::finding::{Basis, Detail, Rule};
use crate::hexadecimal::hexadecimal;

pub(super) static CHECKS: [&Check<CertificateFacts>; 6] = [
    &SUBJECT_PRESENT,
    &SUBJECT_CRITICAL,
    &SUBJECT_VALUE,
    &AUTHORITY_PRESENT,
    &AUTHORITY_CRITICAL,
    &AUTHORITY_FORM,
];

static SUBJECT_PRESENT: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.subject-key-identifier.present",
        summary: "subjectKeyIdentifier is there",
        basis: Basis::Policy,
        hint: "devices store it; certificates of one subject are told apart by it",
    },
    ground: Ground::Profile(ProfileValue::Extensions),
    judge: |facts, wanted| present(facts, wanted, ExtensionType::SubjectKeyIdentifier),
};

static SUBJECT_CRITICAL: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.subject-key-identifier.critical",
        summary: "subjectKeyIdentifier is not critical",
        basis: Basis::Policy,
        hint: "RFC 5280 4.2.1.2 forbids it to be critical",
    },
    ground: Ground::Profile(ProfileValue::Extensions),
    judge: |facts, wanted| critical(facts, wanted, ExtensionType::SubjectKeyIdentifier),
};

static SUBJECT_VALUE: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.subject-key-identifier.value",
        summary: "the subject's key identifier is made from its key as the profile says",
        basis: Basis::Policy,
        hint: "RFC 5280 4.2.1.2 method (2): 0100 and the low 60 bits of the SHA-1 of the key; 8 octets",
    },
    ground: Ground::Profile(ProfileValue::SubjectKeyIdentifier),
    judge: subject_value,
};

fn subject_value(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    if *wanted.profile.subject_key_identifier.value() == KeyIdentifierMethod::Absent {
        return Judgement::NotApplicable;
    }
    if let Some(judgement) = unusable(facts, wanted, ExtensionType::SubjectKeyIdentifier) {
        return judgement;
    }
    let found = facts.certificate().subject_key_identifier().unwrap_or_default();
    Judgement::kept_or(found == facts.key_identifier, || {
        Detail::new(hexadecimal(found), hexadecimal(&facts.key_identifier))
    })
}

static AUTHORITY_PRESENT: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.authority-key-identifier.present",
        summary: "authorityKeyIdentifier is there; only a self-signed root has none",
        basis: Basis::Policy,
        hint: "without it the issuer's key cannot be told from its successor's",
    },
    ground: Ground::Profile(ProfileValue::Extensions),
    judge: |facts, wanted| present(facts, wanted, ExtensionType::AuthorityKeyIdentifier),
};

static AUTHORITY_CRITICAL: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.authority-key-identifier.critical",
        summary: "authorityKeyIdentifier is not critical",
        basis: Basis::Policy,
        hint: "RFC 5280 4.2.1.1 forbids it to be critical",
    },
    ground: Ground::Profile(ProfileValue::Extensions),
    judge: |facts, wanted| critical(facts, wanted, ExtensionType::AuthorityKeyIdentifier),
};

static AUTHORITY_FORM: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.authority-key-identifier.form",
        summary: "the issuer's key is named by an identifier of 8 octets alone, without issuer and serial number",
        basis: Basis::Policy,
        hint: "copy the issuer's subjectKeyIdentifier into the field keyIdentifier, and nothing else",
    },
    ground: Ground::Profile(ProfileValue::AuthorityKeyIdentifier),
    judge: authority_form,
};

fn authority_form(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    if *wanted.profile.authority_key_identifier.value() == AuthorityKeyForm::Absent {
        return Judgement::NotApplicable;
    }
    if let Some(judgement) = unusable(facts, wanted, ExtensionType::AuthorityKeyIdentifier) {
        return judgement;
    }
    let Some(found) = facts.certificate().authority_key_identifier() else {
        return Judgement::NotApplicable;
    };
    let identifier = found.key_identifier.as_deref();
    let alone = found.issuer.is_empty() && found.serial.is_none();
    Judgement::kept_or(
        alone && identifier.is_some_and(|octets| octets.len() == 8),
        || {
            let mut fields = Vec::new();
            fields.extend(identifier.map(|octets| format!("keyIdentifier of {} octets", octets.len())));
            fields.extend((!found.issuer.is_empty()).then(|| "authorityCertIssuer".to_owned()));
            fields.extend(
                found
                    .serial
                    .is_some()
                    .then(|| "authorityCertSerialNumber".to_owned()),
            );
            let found = if fields.is_empty() {
                "no field".to_owned()
            } else {
                fields.join(", ")
            };
            Detail::new(found, "keyIdentifier of 8 octets alone")
        },
    )
}
