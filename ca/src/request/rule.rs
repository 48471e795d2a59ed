//! What a request is held against besides its own form: the register.

use s1spki_validator::{Basis, Rule};

/// The octets are a certificate request at all.
pub(super) static READABLE: Rule = Rule {
    code: "request.readable",
    summary: "the octets are one certificate request, in DER, in Base64 or in PEM",
    basis: Basis::Standard("RFC 2986 4.2"),
    hint: "write it with `openssl req -new`; App M Appendix F lists the spellings that are taken",
};

/// Who handed it in may do that.
pub(super) static SUBMITTER: Rule = Rule {
    code: "request.submitter",
    summary: "whoever hands the request in is a responsible officer of the organisation",
    basis: Basis::Policy,
    hint: "have a responsible officer of the organisation hand it in, or amend the organisation",
};

/// The identifier is the organisation's.
pub(super) static IDENTIFIER_OWNER: Rule = Rule {
    code: "request.identifier-owner",
    summary: "the EUI-64 belongs to the organisation",
    basis: Basis::Policy,
    hint: "ask whose identifier it is; amend the organisation if it is theirs",
};

/// The role is one that the organisation was given.
pub(super) static ROLE_OF_ORGANISATION: Rule = Rule {
    code: "request.role-of-organisation",
    summary: "the register has the role for the organisation",
    basis: Basis::Policy,
    hint: "see who may hold the role (SEC Section L3); amend the organisation if it may",
};

/// The evidence on the organisation is not too old.
pub(super) static EVIDENCE_CURRENT: Rule = Rule {
    code: "request.evidence-current",
    summary: "the evidence on the organisation is recent enough to be used",
    basis: Basis::Policy,
    hint: "collect the evidence anew, and amend the organisation",
};

/// The key was not certified before.
pub(super) static KEY_CERTIFIED_BEFORE: Rule = Rule {
    code: "request.key-certified-before",
    summary: "the key stands in no certificate of this authority",
    basis: Basis::Policy,
    hint: "make a new key pair; certificates are not renewed with the same key",
};

/// The key is nobody else's.
pub(super) static KEY_OF_ANOTHER: Rule = Rule {
    code: "request.key-of-another",
    summary: "the key stands in no certificate of another subject",
    basis: Basis::Policy,
    hint: "two parties with one key cannot be told apart: find out who holds it, and make a new one",
};

/// Every rule of this file.
#[cfg(test)]
pub(super) static ALL: [&Rule; 7] = [
    &READABLE,
    &SUBMITTER,
    &IDENTIFIER_OWNER,
    &ROLE_OF_ORGANISATION,
    &EVIDENCE_CURRENT,
    &KEY_CERTIFIED_BEFORE,
    &KEY_OF_ANOTHER,
];
