//! The rules of revocation, in the order of RFC 5280 6.3.3.

use crate::finding::{Basis, Rule};

/// The rules about the status of a certificate, in the order in which they are reported.
pub static ALL: [&Rule; 9] = [
    &STATUS,
    &AVAILABLE,
    &FRESH,
    &ISSUER,
    &SCOPE,
    &CRITICAL_EXTENSION,
    &SIGNER,
    &SIGNATURE,
    &DELTA,
];

/// The rules that are told of only where a list breaks them and the settings ask for them.
pub static ON_REQUEST: [&Rule; 1] = [&CONFORMANCE];

/// What is not looked at where the issuer of a list is not the right one.
pub(super) static AFTER_ISSUER: [&Rule; 3] = [&SCOPE, &SIGNER, &SIGNATURE];
/// What is not looked at where a list does not cover the certificate.
pub(super) static AFTER_SCOPE: [&Rule; 2] = [&SIGNER, &SIGNATURE];
/// What is not looked at where nobody could have signed the list.
pub(super) static AFTER_NO_SIGNER: [&Rule; 1] = [&SIGNATURE];
/// What is not looked at where nobody signed the list who could have.
pub(super) static AFTER_SIGNATURE: [&Rule; 1] = [&SIGNER];

/// RFC 5280 6.1.3 (a)(3).
pub static STATUS: Rule = Rule {
    code: "revocation.status",
    summary: "the certificate is known not to be revoked",
    basis: Basis::Standard("RFC 5280 6.1.3 (a)(3), 6.3"),
    hint: "do not rely on it; get a successor from its subject, or give the list that clears it",
};

/// RFC 5280 6.3.3 (a).
pub static AVAILABLE: Rule = Rule {
    code: "revocation.list.available",
    summary: "there is a revocation list of the issuer, or of the one whom the certificate names instead",
    basis: Basis::Standard("RFC 5280 6.3.3 (a)"),
    hint: "get the issuer's current revocation list from the repository and give it",
};

/// RFC 5280 6.3.3 (a).
pub static FRESH: Rule = Rule {
    code: "revocation.list.fresh",
    summary: "the time lies between thisUpdate and nextUpdate of the list, or of a delta list to it",
    basis: Basis::Standard("RFC 5280 6.3.3 (a)"),
    hint: "get the list that was current at that time",
};

/// RFC 5280 6.3.3 (b)(1).
pub static ISSUER: Rule = Rule {
    code: "revocation.list.issuer",
    summary: "who issued the list issued the certificate, or is named in its distribution point and says indirectCRL",
    basis: Basis::Standard("RFC 5280 6.3.3 (b)(1)"),
    hint: "give the list of the certificate's own issuer, or of the cRLIssuer that it names",
};

/// RFC 5280 6.3.3 (b)(2).
pub static SCOPE: Rule = Rule {
    code: "revocation.list.scope",
    summary: "the list covers the certificate: its distribution point and its kind",
    basis: Basis::Standard("RFC 5280 6.3.3 (b)(2)"),
    hint: "give the list of the certificate's own distribution point",
};

/// RFC 5280 5.2, 5.3.
pub static CRITICAL_EXTENSION: Rule = Rule {
    code: "revocation.list.critical-extension",
    summary: "the extensions of the list and of its entries can be read, the critical ones are processed",
    basis: Basis::Standard("RFC 5280 5.2, 5.3"),
    hint: "the list must not be used: get one without that extension",
};

/// RFC 5280 6.3.3 (f).
pub static SIGNER: Rule = Rule {
    code: "revocation.list.signer",
    summary: "the signer of the list has a valid path from the same trust anchor, and may sign lists",
    basis: Basis::Standard("RFC 5280 6.3.3 (f)"),
    hint: "give the certificate of the list's issuer that has cRLSign, and the CAs above it",
};

/// RFC 5280 6.3.3 (g).
pub static SIGNATURE: Rule = Rule {
    code: "revocation.list.signature",
    summary: "the signature of the list verifies with its issuer's key",
    basis: Basis::Standard("RFC 5280 6.3.3 (g)"),
    hint: "the list was altered, or another key signed it: get it again from the repository",
};

/// RFC 5280 6.3.3 (c), (h), 5.2.4.
pub static DELTA: Rule = Rule {
    code: "revocation.list.delta",
    summary: "a delta list is used with a complete list that it can be applied to",
    basis: Basis::Standard("RFC 5280 6.3.3 (c), (h), 5.2.4"),
    hint: "give the complete list that the delta list builds on, or a later one",
};

/// RFC 5280 5.
pub static CONFORMANCE: Rule = Rule {
    code: "revocation.list.conformance",
    summary: "the list keeps what RFC 5280 section 5 asks of its issuer",
    basis: Basis::Standard("RFC 5280 5"),
    hint: "get a list that its issuer has made anew, or ask for section 6 alone",
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_occurs_once_and_starts_with_revocation() {
        let rules: Vec<&Rule> = ALL.into_iter().chain(ON_REQUEST).collect();
        let codes: BTreeSet<&str> = rules.iter().map(|rule| rule.code).collect();
        assert_eq!(codes.len(), rules.len());
        assert!(codes.iter().all(|code| code.starts_with("revocation.")));
    }
}
