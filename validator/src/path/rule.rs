//! The rules of path validation, in the order of RFC 5280 6.1.

use crate::finding::{Basis, Rule};

/// The rules about each certificate of a path, in the order in which they are reported.
pub static OF_CERTIFICATE: [&Rule; 14] = [
    &SIGNATURE,
    &ALGORITHM,
    &VALIDITY,
    &NAME_CHAINING,
    &NAME_CONSTRAINTS,
    &POLICY,
    &POLICY_MAPPING,
    &BASIC_CONSTRAINTS,
    &PATH_LENGTH,
    &KEY_USAGE,
    &CRITICAL_EXTENSION,
    &DUPLICATE_EXTENSION,
    &MALFORMED_EXTENSION,
    &REPETITION,
];

/// The rules about a path as a whole.
pub static OF_PATH: [&Rule; 2] = [&ISSUER_UNKNOWN, &BUDGET];

/// The rules that are told of only where the settings ask for them: the first about a path as a whole, the second
/// about each certificate.
pub static ON_REQUEST: [&Rule; 2] = [&ANCHOR, &CONFORMANCE];

/// RFC 5280 6.1: prospective certification path, condition (b).
pub static ISSUER_UNKNOWN: Rule = Rule {
    code: "path.issuer-unknown",
    summary: "the path ends at a trust anchor",
    basis: Basis::Standard("RFC 5280 6.1"),
    hint: "give the missing CA certificate as an intermediate, or its issuer as a trust anchor",
};

/// No input may cause unbounded work.
pub static BUDGET: Rule = Rule {
    code: "path.budget",
    summary: "the path was found and checked within the limits of work",
    basis: Basis::Standard("RFC 9618 4"),
    hint: "give fewer certificates and lists, or raise the limit if the input is trusted",
};

/// RFC 5937: constraints of a trust anchor.
pub static ANCHOR: Rule = Rule {
    code: "path.anchor",
    summary: "the trust anchor's own certificate is one of a CA that may issue at that time",
    basis: Basis::Standard("RFC 5937 3"),
    hint: "trust another anchor, or do not enforce the constraints of this one",
};

/// RFC 5280 4 and 5.
pub static CONFORMANCE: Rule = Rule {
    code: "path.conformance",
    summary: "the certificate keeps what RFC 5280 section 4 asks of its CA",
    basis: Basis::Standard("RFC 5280 4"),
    hint: "have the certificate issued anew, or ask for section 6 alone",
};

/// RFC 5280 6.1: a certificate does not appear more than once in a path.
pub static REPETITION: Rule = Rule {
    code: "path.repetition",
    summary: "no certificate is twice in the path",
    basis: Basis::Standard("RFC 5280 6.1"),
    hint: "give each certificate of the path once",
};

/// RFC 5280 6.1.3 (a)(1).
pub static SIGNATURE: Rule = Rule {
    code: "path.signature",
    summary: "the signature verifies with the issuer's key",
    basis: Basis::Standard("RFC 5280 6.1.3 (a)(1)"),
    hint: "the certificate was altered, or another key than this issuer's signed it: get it again from its issuer",
};

/// RFC 5280 4.1.1.2, and the choice of the relying party.
pub static ALGORITHM: Rule = Rule {
    code: "path.algorithm",
    summary: "signature algorithm and key are of a permitted kind, and both mentions of the algorithm agree",
    basis: Basis::Standard("RFC 5280 4.1.1.2"),
    hint: "have the certificate issued anew with a permitted algorithm and key",
};

/// RFC 5280 6.1.3 (a)(2).
pub static VALIDITY: Rule = Rule {
    code: "path.validity",
    summary: "the time lies within the validity",
    basis: Basis::Standard("RFC 5280 6.1.3 (a)(2)"),
    hint: "use the certificate that is valid at that time, or judge at the time of the act",
};

/// RFC 5280 6.1.3 (a)(4).
pub static NAME_CHAINING: Rule = Rule {
    code: "path.name-chaining",
    summary: "the issuer is the subject of the certificate above, or the name of the trust anchor",
    basis: Basis::Standard("RFC 5280 6.1.3 (a)(4)"),
    hint: "put the CA with that subject above the certificate",
};

/// RFC 5280 6.1.3 (b), (c).
pub static NAME_CONSTRAINTS: Rule = Rule {
    code: "path.name-constraints",
    summary: "every name lies within the permitted subtrees and outside the excluded ones",
    basis: Basis::Standard("RFC 5280 6.1.3 (b), (c)"),
    hint: "the CA above may not issue for this name: get the certificate from another CA",
};

/// RFC 5280 6.1.3 (f), 6.1.5 (g).
pub static POLICY: Rule = Rule {
    code: "path.policy",
    summary: "the path is valid for an acceptable policy, if one is required",
    basis: Basis::Standard("RFC 5280 6.1.3 (f), 6.1.5 (g)"),
    hint: "use a certificate that every CA of the path issued under an acceptable policy",
};

/// RFC 5280 6.1.4 (a).
pub static POLICY_MAPPING: Rule = Rule {
    code: "path.policy-mapping",
    summary: "anyPolicy is neither mapped nor mapped to",
    basis: Basis::Standard("RFC 5280 6.1.4 (a)"),
    hint: "the CA certificate must be issued anew without that mapping",
};

/// RFC 5280 6.1.4 (k).
pub static BASIC_CONSTRAINTS: Rule = Rule {
    code: "path.basic-constraints",
    summary: "a certificate above another one is a CA certificate",
    basis: Basis::Standard("RFC 5280 6.1.4 (k)"),
    hint: "its subject is no CA and cannot issue: get the certificate below from a CA",
};

/// RFC 5280 6.1.4 (l), (m).
pub static PATH_LENGTH: Rule = Rule {
    code: "path.path-length",
    summary: "no more CA certificates follow than the path length constraints allow",
    basis: Basis::Standard("RFC 5280 6.1.4 (l), (m)"),
    hint: "a CA above may not have this CA below it: get the certificate from another CA",
};

/// RFC 5280 6.1.4 (n).
pub static KEY_USAGE: Rule = Rule {
    code: "path.key-usage",
    summary: "the key of a CA certificate may sign certificates",
    basis: Basis::Standard("RFC 5280 6.1.4 (n)"),
    hint: "use the CA's certificate whose keyUsage has keyCertSign",
};

/// RFC 5280 6.1.4 (o), 6.1.5 (f).
pub static CRITICAL_EXTENSION: Rule = Rule {
    code: "path.critical-extension",
    summary: "every critical extension is one that is processed",
    basis: Basis::Standard("RFC 5280 6.1.4 (o), 6.1.5 (f)"),
    hint: "the certificate asks for something that is not known here, so it must be refused",
};

/// RFC 5280 4.2.
pub static DUPLICATE_EXTENSION: Rule = Rule {
    code: "path.duplicate-extension",
    summary: "no extension occurs twice",
    basis: Basis::Standard("RFC 5280 4.2"),
    hint: "have the certificate issued anew",
};

/// RFC 5280 4.2: what cannot be read cannot be processed, critical or not.
pub static MALFORMED_EXTENSION: Rule = Rule {
    code: "path.malformed-extension",
    summary: "every extension that is processed can be read",
    basis: Basis::Standard("RFC 5280 4.2"),
    hint: "have the certificate issued anew",
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_occurs_once_and_starts_with_path() {
        let rules: Vec<&Rule> = OF_CERTIFICATE
            .iter()
            .chain(&OF_PATH)
            .chain(&ON_REQUEST)
            .copied()
            .collect();
        let codes: BTreeSet<&str> = rules.iter().map(|rule| rule.code).collect();
        assert_eq!(codes.len(), rules.len());
        assert!(codes.iter().all(|code| code.starts_with("path.")));
    }
}
